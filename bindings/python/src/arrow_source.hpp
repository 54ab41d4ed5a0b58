/// @file arrow_source.hpp
/// Tables of other libraries, taken through the Arrow PyCapsule interface.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <string>
#include <vector>

#include "ascof/ingest/arrow_abi.h"

namespace ascof::python {

/// A stream taken out of a Python object, released with the last copy unless somebody moves it on.
class arrow_source {
 public:
  /// Asks for `__arrow_c_stream__`, else for `__arrow_c_array__`.
  /// @throws nb::type_error for an object with neither or whose capsules are not what their names must say;
  /// input_error for a capsule that was used before
  explicit arrow_source(nanobind::handle producer);

  /// The stream, which whoever reads it empties. @throws input_error when that has happened
  const std::shared_ptr<ArrowArrayStream>& stream() const;

  /// Names of the columns. The stream can still be read. @throws input_error when the producer fails
  std::vector<std::string> columns() const;

 private:
  std::shared_ptr<ArrowArrayStream> stream_;
};

/// A capsule that owns the stream: `arrow_array_stream`.
nanobind::object to_capsule(ArrowArrayStream stream);

}  // namespace ascof::python
