#include "ascof/core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace ascof {
namespace {

constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

/// Letters and digits only, lower case: what is compared when a name is looked up by ear.
std::string bare(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char l = lower_ascii(c);
    if ((l >= 'a' && l <= 'z') || (l >= '0' && l <= '9')) out += l;
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string fold(std::string_view text) {
  text = without_trailing_blanks(text);
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte < 0x80) {
      out[i] = lower_ascii(out[i]);
    } else if (byte == 0xC3 && i + 1 < out.size()) {
      // U+00C0..U+00DE are capitals 32 below their small letters, but for the multiplication sign U+00D7.
      const auto next = static_cast<unsigned char>(out[i + 1]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) out[i + 1] = static_cast<char>(next + 0x20);
      ++i;
    }
  }
  return out;
}

bool same_text(std::string_view a, std::string_view b) { return fold(a) == fold(b); }

bool contains_text(std::string_view text, std::string_view part) {
  return fold(text).find(fold(part)) != std::string::npos;
}

bool starts_with_text(std::string_view text, std::string_view part) { return fold(text).starts_with(fold(part)); }

bool is_blank(std::string_view text) { return without_trailing_blanks(text).empty(); }

namespace {

bool is_plain_number(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos && e != 0) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('-') || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (exponent.empty() || exponent.find_first_not_of(digits) != std::string_view::npos) return false;
    text = text.substr(0, e);
  }
  return text.find_first_not_of("0123456789.,") == std::string_view::npos;
}

/// Behind apostrophes too: one that a text has already would else be taken off when the table is read back.
bool begins_formula(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
  if (text.size() < 2 || std::string_view("=+-@\t\r\n").find(text.front()) == std::string_view::npos) return false;
  return (text.front() != '-' && text.front() != '+') || !is_plain_number(text.substr(1));
}

}  // namespace

std::string guarded(std::string_view text) {
  std::string cell;
  if (begins_formula(text)) cell += '\'';
  cell += text;
  return cell;
}

std::string_view without_guard(std::string_view text) {
  return text.starts_with('\'') && begins_formula(text.substr(1)) ? text.substr(1) : text;
}

std::size_t odd_blank(std::string_view text) {
  const auto at = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (at(0) == 0xC2 && (at(1) == 0xA0 || at(1) == 0xAD)) return 2;  // no-break space, soft hyphen
  if (at(0) == 0xE2 && at(1) == 0x80 && (at(2) <= 0x8F || at(2) == 0xA8 || at(2) == 0xA9 || at(2) == 0xAF)) return 3;
  if (at(0) == 0xE2 && at(1) == 0x81 && (at(2) == 0x9F || at(2) == 0xA0)) return 3;
  if (at(0) == 0xE3 && at(1) == 0x80 && at(2) == 0x80) return 3;
  if (at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF) return 3;
  return 0;
}

bool needs_no_repair(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == '\'' || text.front() == '"') return false;
  bool blank = false;
  bool inside = false;  // behind the first letter: blanks in front are as they are
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || byte < 0x20 || c == '&') return false;
    if (c == ' ' && blank && inside) return text.find_last_not_of(' ') + 1 != text.size();  // doubled, or at the end
    blank = c == ' ';
    inside = inside || !blank;
  }
  return true;
}

namespace {

/// What an entity stands for, with its length; nothing when the text begins with none.
std::string_view entity(std::string_view text, std::size_t& size) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> known{{{"&amp;", "&"},
                                                                                        {"&lt;", "<"},
                                                                                        {"&gt;", ">"},
                                                                                        {"&quot;", "\""},
                                                                                        {"&apos;", "'"},
                                                                                        {"&#39;", "'"},
                                                                                        {"&#x27;", "'"},
                                                                                        {"&#34;", "\""},
                                                                                        {"&nbsp;", " "},
                                                                                        {"&#160;", " "},
                                                                                        {"&ndash;", "-"},
                                                                                        {"&mdash;", "-"}}};
  for (const auto& [written, meant] : known)
    if (text.starts_with(written)) {
      size = written.size();
      return meant;
    }
  return {};
}

/// UTF-8 that was once read as Windows-1252 and written as UTF-8 again ("â€“" for a dash), mended; else as it is.
std::string decoded_twice(std::string_view text) {
  if (text.find("\xC3\xA2\xE2\x82\xAC") == std::string_view::npos && text.find("\xC3\x82") == std::string_view::npos &&
      text.find("\xC3\x83") == std::string_view::npos)
    return std::string(text);
  std::string bytes;
  for (std::string_view rest = text; !rest.empty();) {
    std::size_t size = 1;
    while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) ++size;
    const std::string_view letter = rest.substr(0, size);
    char found = '\0';
    if (size == 1) found = letter.front();
    for (int b = 0x80; b <= 0xFF && found == '\0'; ++b)
      if (utf8_from_windows_1252(std::string(1, static_cast<char>(b))) == letter) found = static_cast<char>(b);
    if (found == '\0') return std::string(text);
    bytes += found;
    rest.remove_prefix(size);
  }
  return bytes;
}

/// The hyphen or straight quote that a sign of three bytes stands for; '\0' for others.
char plain_sign(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xE2') return '\0';
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  if (second == 0x80 && third >= 0x90 && third <= 0x95) return '-';
  if (second == 0x88 && third == 0x92) return '-';
  if (second == 0x80 && (third == 0x98 || third == 0x99 || third == 0x9A || third == 0xB2)) return '\'';
  if (second == 0x80 && (third == 0x9C || third == 0x9D || third == 0x9E || third == 0xB3)) return '"';
  return '\0';
}

}  // namespace

std::string repaired_text(std::string_view text) {
  if (needs_no_repair(text)) return std::string(text);
  std::string whole = decoded_twice(text);
  if (!is_utf8(whole)) whole = std::string(text);
  std::string_view rest = whole;
  const std::size_t lead = std::min(rest.find_first_not_of(' '), rest.size());
  std::string out;
  bool blank = false;  // one or more blanks since the last letter
  rest.remove_prefix(lead);
  while (!rest.empty()) {
    std::size_t size = odd_blank(rest);
    if (size != 0) {
      // Zero-width ones and the soft hyphen part nothing.
      const bool none = rest.starts_with("\xC2\xAD") || rest.starts_with("\xEF\xBB\xBF") ||
                        rest.starts_with("\xE2\x81\xA0") ||
                        (rest.starts_with("\xE2\x80") && static_cast<unsigned char>(rest[2]) >= 0x8B &&
                         static_cast<unsigned char>(rest[2]) <= 0x8F);
      blank = blank || !none;
      rest.remove_prefix(size);
      continue;
    }
    if (static_cast<unsigned char>(rest.front()) <= ' ') {
      blank = true;
      rest.remove_prefix(1);
      continue;
    }
    std::string_view meant = rest.substr(0, 1);
    size = 1;
    const char sign = plain_sign(rest);
    if (sign != '\0') size = 3;
    if (rest.front() == '&')
      if (const std::string_view decoded = entity(rest, size); !decoded.empty()) meant = decoded;
    if (meant == " ") {
      blank = true;
    } else {
      if (blank && !out.empty()) out += ' ';
      blank = false;
      if (sign != '\0')
        out += sign;
      else
        out += meant;
    }
    rest.remove_prefix(size);
  }
  // Spreadsheets and programs leave one pair of quotes, or the mark of a text.
  for (const char quote : {'"', '\''})
    if (out.size() >= 2 && out.front() == quote && out.back() == quote) out = out.substr(1, out.size() - 2);
  if (out.starts_with('\'')) out.erase(0, 1);
  if (!out.empty()) out.insert(0, lead, ' ');
  if (out.empty() && is_blank(text)) return std::string(text);
  return out;
}

bool is_utf8(std::string_view bytes) {
  const auto at = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t i = 0;
  while (i < bytes.size()) {
    const unsigned char lead = at(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;  // allowed range of the second byte
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return false;
    }
    if (i + length > bytes.size() || at(i + 1) < low || at(i + 1) > high) return false;
    for (std::size_t k = 2; k < length; ++k)
      if ((at(i + k) & 0xC0) != 0x80) return false;
    i += length;
  }
  return true;
}

std::string utf8_from_windows_1252(std::string_view bytes) {
  // Bytes 0x80 to 0x9F; the rest of the upper half is Latin-1.
  static constexpr std::array<std::uint16_t, 32> upper{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                       0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  out.reserve(bytes.size() + 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte);
  }
  return out;
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
  const std::string wanted = bare(name);
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(wanted.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, bare(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace ascof
