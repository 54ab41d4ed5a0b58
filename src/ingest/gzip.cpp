#include "ingest/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "ascof/core/error.hpp"

namespace ascof::ingest {
namespace {

/// zlib's state, ended on every way out.
struct inflate_state {
  z_stream stream{};
  inflate_state() {
    constexpr int gzip_only = 15 + 16;
    if (::inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  inflate_state(const inflate_state&) = delete;
  inflate_state& operator=(const inflate_state&) = delete;
  ~inflate_state() { ::inflateEnd(&stream); }
};

[[noreturn]] void throw_damaged(const std::string& name, const char* problem) {
  throw input_error(error_code::unreadable_file, {.file = name}, problem, "copy or export the file again");
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

input_bytes inflate_gzip(std::string_view bytes, const std::string& name, std::size_t most) {
  constexpr std::size_t largest_step = std::numeric_limits<uInt>::max() / 2;
  inflate_state state;
  z_stream& stream = state.stream;
  growing_block out;
  while (!bytes.empty()) {
    out.reserve_more(std::clamp<std::size_t>(bytes.size() * 4, 1U << 12U, 1U << 24U));
    const std::size_t given = std::min(bytes.size(), largest_step);
    const std::size_t room = std::min(out.room(), largest_step);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(given);
    stream.next_out = reinterpret_cast<Bytef*>(out.end());
    stream.avail_out = static_cast<uInt>(room);
    const int outcome = ::inflate(&stream, Z_NO_FLUSH);
    bytes.remove_prefix(given - stream.avail_in);
    out.added(room - stream.avail_out);
    if (outcome == Z_STREAM_END) {
      if (bytes.find_first_not_of('\0') == std::string_view::npos) return out.take();
      if (!is_gzip(bytes)) throw_damaged(name, "the gzip file holds other bytes behind its compressed data");
      if (::inflateReset(&stream) != Z_OK) throw_damaged(name, "the gzip data is damaged");
    } else if (outcome == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      throw_damaged(name, "the gzip data is damaged");
    }
    if (most != 0 && out.size() >= most) return out.take();
  }
  throw_damaged(name, "the gzip data is cut short");
}

}  // namespace ascof::ingest
