#include "arrow_source.hpp"

#include <cerrno>
#include <utility>

#include "ascof/core/error.hpp"

namespace ascof::python {
namespace {

namespace nb = nanobind;

template <typename Struct>
void release_if_held(Struct& held) {
  if (held.release != nullptr) held.release(&held);
}

[[noreturn]] void throw_read_before() {
  throw input_error(error_code::unreadable_file, {}, "the Arrow stream was read before", "make it again");
}

/// Moves a C struct out of the capsule that holds it; the capsule is left with a released one, as the interface asks.
template <typename Struct>
Struct take(nb::handle capsule, const char* name) {
  if (PyCapsule_IsValid(capsule.ptr(), name) == 0)
    throw nb::type_error((std::string("expected an Arrow capsule named ") + name).c_str());
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (held->release == nullptr) throw_read_before();
  return std::exchange(*held, Struct{});
}

/// A stream of one batch.
struct one_batch {
  ArrowSchema schema{};
  ArrowArray array{};

  ~one_batch() {
    release_if_held(schema);
    release_if_held(array);
  }
};

one_batch& batch_of(ArrowArrayStream* stream) { return *static_cast<one_batch*>(stream->private_data); }

/// The schema lent to the consumer: it looks into the stream's own, which lives longer than any reading of the stream.
ArrowSchema lend(const ArrowSchema& schema) {
  ArrowSchema copy = schema;
  copy.release = [](ArrowSchema* self) { self->release = nullptr; };
  copy.private_data = nullptr;
  return copy;
}

ArrowArrayStream stream_of(ArrowSchema schema, ArrowArray array) {
  auto* batch = new one_batch;
  batch->schema = schema;
  batch->array = array;
  ArrowArrayStream stream{};
  stream.private_data = batch;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    *out = lend(batch_of(self).schema);
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    *out = std::exchange(batch_of(self).array, ArrowArray{});
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) {
    delete &batch_of(self);
    self->release = nullptr;
  };
  return stream;
}

std::shared_ptr<ArrowArrayStream> shared(ArrowArrayStream stream) {
  return {new ArrowArrayStream(stream), [](ArrowArrayStream* held) {
            release_if_held(*held);
            delete held;
          }};
}

}  // namespace

arrow_source::arrow_source(nb::handle producer) {
  if (nb::hasattr(producer, "__arrow_c_stream__")) {
    const nb::object capsule = producer.attr("__arrow_c_stream__")();
    stream_ = shared(take<ArrowArrayStream>(capsule, "arrow_array_stream"));
  } else if (nb::hasattr(producer, "__arrow_c_array__")) {
    const nb::object both = producer.attr("__arrow_c_array__")();
    if (!nb::isinstance<nb::tuple>(both) || nb::len(both) != 2)
      throw nb::type_error("__arrow_c_array__ must return two capsules");
    ArrowSchema schema = take<ArrowSchema>(both[0], "arrow_schema");
    try {
      stream_ = shared(stream_of(schema, take<ArrowArray>(both[1], "arrow_array")));
    } catch (...) {
      release_if_held(schema);
      throw;
    }
  } else {
    throw nb::type_error("expected an object with __arrow_c_stream__ or __arrow_c_array__");
  }
}

const std::shared_ptr<ArrowArrayStream>& arrow_source::stream() const {
  if (stream_->release == nullptr) throw_read_before();
  return stream_;
}

std::vector<std::string> arrow_source::columns() const {
  ArrowSchema schema{};
  if (stream()->get_schema(stream_.get(), &schema) != 0)
    throw input_error(error_code::unreadable_file, {}, "the program that makes the table reported an error",
                      "try to collect the table in that program first");
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < schema.n_children; ++i)
    names.emplace_back(schema.children[i]->name == nullptr ? "" : schema.children[i]->name);
  release_if_held(schema);
  return names;
}

nb::object to_capsule(ArrowArrayStream stream) {
  auto* held = new ArrowArrayStream(stream);
  PyObject* capsule = PyCapsule_New(held, "arrow_array_stream", [](PyObject* self) {
    auto* own = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(self, "arrow_array_stream"));
    release_if_held(*own);
    delete own;
  });
  if (capsule == nullptr) {
    release_if_held(*held);
    delete held;
    throw nb::python_error();
  }
  return nb::steal(capsule);
}

}  // namespace ascof::python
