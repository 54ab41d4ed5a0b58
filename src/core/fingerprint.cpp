#include "ascof/core/fingerprint.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace ascof {

std::string fingerprint_of(std::string_view text) {
  static const boost::uuids::name_generator_sha1 name(boost::uuids::ns::oid());
  std::string digits = boost::uuids::to_string(name(text.data(), text.size()));
  std::erase(digits, '-');
  return digits;
}

}  // namespace ascof
