#include "ascof/results/arrow_export.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

namespace ascof {
namespace {

template <typename... Cases>
struct overloaded : Cases... {
  using Cases::operator()...;
};
// Compilers before clang 17 do not deduce the cases of an aggregate by themselves.
template <typename... Cases>
overloaded(Cases...) -> overloaded<Cases...>;

// ---- schema ----------------------------------------------------------------------------------------------------------

template <typename Struct>
void release_if_held(Struct& held) {
  if (held.release != nullptr) held.release(&held);
}

/// What an exported ArrowSchema or ArrowArray has below it. Consumers may have moved any of it elsewhere.
template <typename Struct>
struct members {
  std::vector<Struct> children;
  std::vector<Struct*> pointers;
  Struct dictionary{};

  members() = default;
  members(const members&) = delete;
  members& operator=(const members&) = delete;
  ~members() {
    for (Struct& child : children) release_if_held(child);
    release_if_held(dictionary);
  }
  void set_children(std::vector<Struct> made) {
    children = std::move(made);
    for (Struct& child : children) pointers.push_back(&child);
  }
};

struct schema_owner : members<ArrowSchema> {
  std::string name;
};

/// A schema of its own; whoever gets it moves it to where it belongs.
ArrowSchema make_schema(const char* format, std::string name, std::vector<ArrowSchema> children, bool is_dictionary) {
  auto owner = std::make_unique<schema_owner>();
  owner->name = std::move(name);
  owner->set_children(std::move(children));
  if (is_dictionary) owner->dictionary = make_schema("u", {}, {}, false);
  ArrowSchema schema{};
  schema.format = format;
  schema.name = owner->name.c_str();
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.n_children = static_cast<std::int64_t>(owner->pointers.size());
  schema.children = owner->pointers.data();
  schema.dictionary = is_dictionary ? &owner->dictionary : nullptr;
  schema.release = [](ArrowSchema* self) {
    delete static_cast<schema_owner*>(self->private_data);
    self->release = nullptr;
  };
  schema.private_data = owner.release();
  return schema;
}

const char* format_of(const output_column& column) {
  return std::visit(overloaded{[](const text_column*) { return "i"; }, [](const day_column*) { return "tdD"; },
                               [](const integer_column*) { return "i"; }, [](const wide_column*) { return "l"; },
                               [](const shown_hundredths&) { return "g"; }, [](const made_texts&) { return "u"; },
                               [](const made_days&) { return "tdD"; }, [](const made_numbers&) { return "l"; },
                               [](const made_reals&) { return "g"; }},
                    column.values);
}

bool is_encoded(const output_column& column) { return std::holds_alternative<const text_column*>(column.values); }

// ---- arrays ----------------------------------------------------------------------------------------------------------

struct array_owner : members<ArrowArray> {
  std::vector<std::shared_ptr<const void>> kept;
  std::vector<const void*> buffers;
};

/// An array on its way: buffers are added in the order of the format.
class array_builder {
 public:
  explicit array_builder(std::size_t rows) : rows_(rows) {}

  /// The first buffer: one bit a row, none when nothing is missing.
  template <typename IsMissing>
  array_builder& validity(IsMissing is_missing) {
    std::vector<std::uint8_t> bits((rows_ + 7) / 8, 0);
    for (std::size_t row = 0; row < rows_; ++row) {
      if (is_missing(row)) {
        ++nulls_;
      } else {
        bits[row / 8] = static_cast<std::uint8_t>(bits[row / 8] | (1U << (row % 8)));
      }
    }
    return nulls_ == 0 ? borrow(nullptr) : own(std::move(bits));
  }
  array_builder& borrow(const void* buffer) {
    owner_->buffers.push_back(buffer);
    return *this;
  }
  template <typename Values>
  array_builder& own(Values values) {
    auto kept = std::make_shared<const Values>(std::move(values));
    owner_->buffers.push_back(kept->data());
    owner_->kept.push_back(std::move(kept));
    return *this;
  }
  /// Values made row by row, and their validity before them.
  template <typename T, typename Make>
  array_builder& values(T missing, Make make) {
    std::vector<T> all;
    all.reserve(rows_);
    for (std::size_t row = 0; row < rows_; ++row) all.push_back(make(row));
    return validity([&](std::size_t row) { return all[row] == missing; }).own(std::move(all));
  }
  array_builder& texts(const std::function<std::string_view(std::size_t)>& text, bool empty_is_missing) {
    std::vector<std::int32_t> offsets;
    offsets.reserve(rows_ + 1);
    offsets.push_back(0);
    std::string all;
    for (std::size_t row = 0; row < rows_; ++row) {
      all += text(row);
      if (all.size() > std::numeric_limits<std::int32_t>::max())
        throw std::length_error("texts of a batch exceed 2 GiB");
      offsets.push_back(static_cast<std::int32_t>(all.size()));
    }
    validity([&](std::size_t row) { return empty_is_missing && offsets[row] == offsets[row + 1]; });
    return own(std::move(offsets)).own(std::move(all));
  }
  array_builder& children(std::vector<ArrowArray> arrays) {
    owner_->set_children(std::move(arrays));
    return *this;
  }
  array_builder& dictionary(ArrowArray entries) {
    owner_->dictionary = entries;
    return *this;
  }
  array_builder& keep(std::shared_ptr<const void> source) {
    owner_->kept.push_back(std::move(source));
    return *this;
  }

  ArrowArray finish() {
    ArrowArray array{};
    array.length = static_cast<std::int64_t>(rows_);
    array.null_count = nulls_;
    array.n_buffers = static_cast<std::int64_t>(owner_->buffers.size());
    array.n_children = static_cast<std::int64_t>(owner_->pointers.size());
    array.buffers = owner_->buffers.data();
    array.children = owner_->pointers.data();
    array.dictionary = owner_->dictionary.release != nullptr ? &owner_->dictionary : nullptr;
    array.release = [](ArrowArray* self) {
      delete static_cast<array_owner*>(self->private_data);
      self->release = nullptr;
    };
    array.private_data = owner_.release();
    return array;
  }

 private:
  std::size_t rows_;
  std::int64_t nulls_ = 0;
  std::unique_ptr<array_owner> owner_ = std::make_unique<array_owner>();
};

/// The texts of a column that occur, one after the other, and their numbers.
struct encoding {
  std::vector<std::int32_t> index_of;  ///< by code; -1 for texts that do not occur
  std::vector<std::int32_t> offsets{0};
  std::string texts;

  explicit encoding(const text_column& column) : index_of(column.values->size(), -1) {
    for (std::size_t row = 0; row < column.size(); ++row) index_of[column.codes[row]] = 0;
    index_of[missing_code] = -1;
    for (code c = 1; c < index_of.size(); ++c) {
      if (index_of[c] < 0) continue;
      index_of[c] = static_cast<std::int32_t>(offsets.size() - 1);
      texts += (*column.values)[c];
      if (texts.size() > std::numeric_limits<std::int32_t>::max()) throw std::length_error("texts exceed 2 GiB");
      offsets.push_back(static_cast<std::int32_t>(texts.size()));
    }
  }
};

// ---- stream ----------------------------------------------------------------------------------------------------------

class stream_state {
 public:
  stream_state(output_table from, std::size_t batch_rows)
      : from_(std::move(from)), batch_rows_(std::max<std::size_t>(batch_rows, 1)), encodings_(from_.columns.size()) {}

  ArrowSchema schema() const {
    std::vector<ArrowSchema> children;
    children.reserve(from_.columns.size());
    for (const output_column& column : from_.columns)
      children.push_back(make_schema(format_of(column), column.name, {}, is_encoded(column)));
    return make_schema("+s", {}, std::move(children), false);
  }

  /// The next batch; released (which ends the stream) when there is none.
  ArrowArray next() {
    if (next_row_ >= from_.rows) return {};
    const std::size_t rows = std::min(batch_rows_, from_.rows - next_row_);
    // Each array goes to the batch as soon as it is made, so that none is lost when the next one fails.
    std::vector<ArrowArray> children(from_.columns.size());
    array_builder batch(rows);
    batch.borrow(nullptr);
    try {
      for (std::size_t c = 0; c < children.size(); ++c) children[c] = column(c, rows);
    } catch (...) {
      for (ArrowArray& child : children) release_if_held(child);
      throw;
    }
    batch.children(std::move(children));
    next_row_ += rows;
    return batch.finish();
  }

  std::string last_error;

 private:
  ArrowArray column(std::size_t c, std::size_t rows) {
    array_builder out(rows);
    out.keep(from_.source);
    const std::size_t first = next_row_;
    const auto borrowed = [&](const auto& values, auto missing) {
      out.validity([&](std::size_t row) { return values[first + row] == missing; }).borrow(values.data() + first);
    };
    std::visit(
        overloaded{
            [&](const text_column* values) { encode(*values, encodings_[c], out); },
            [&](const day_column* values) { borrowed(*values, missing_day); },
            [&](const integer_column* values) { borrowed(*values, missing_integer); },
            [&](const wide_column* values) { borrowed(*values, missing_wide); },
            [&](const shown_hundredths& of) {
              const wide_column& values = *of.values;
              std::vector<double> reals;
              reals.reserve(rows);
              for (std::size_t row = 0; row < rows; ++row)
                reals.push_back(static_cast<double>(values[first + row]) / 100);
              out.validity([&](std::size_t row) { return values[first + row] == missing_wide; }).own(std::move(reals));
            },
            [&](const made_texts& made) { out.texts([&](std::size_t row) { return made.of(first + row); }, true); },
            [&](const made_days& made) {
              out.values(missing_day.number, [&](std::size_t row) { return made.of(first + row).number; });
            },
            [&](const made_numbers& made) {
              out.values(missing_wide, [&](std::size_t row) { return made.of(first + row); });
            },
            [&](const made_reals& made) {
              std::vector<double> reals;
              std::vector<bool> missing;
              for (std::size_t row = 0; row < rows; ++row) {
                const std::optional<double> value = made.of(first + row);
                reals.push_back(value.value_or(0));
                missing.push_back(!value);
              }
              out.validity([&](std::size_t row) { return missing[row]; }).own(std::move(reals));
            },
        },
        from_.columns[c].values);
    return out.finish();
  }

  void encode(const text_column& column, std::shared_ptr<const encoding>& known, array_builder& out) {
    if (!known) known = std::make_shared<const encoding>(column);
    out.values(std::int32_t{-1}, [&](std::size_t row) { return known->index_of[column.codes[next_row_ + row]]; });
    out.dictionary(array_builder(known->offsets.size() - 1)
                       .borrow(nullptr)
                       .borrow(known->offsets.data())
                       .borrow(known->texts.data())
                       .keep(known)
                       .finish());
  }

  output_table from_;
  std::size_t batch_rows_;
  std::size_t next_row_ = 0;
  std::vector<std::shared_ptr<const encoding>> encodings_;  // by column, once asked for
};

stream_state& state_of(ArrowArrayStream* stream) { return *static_cast<stream_state*>(stream->private_data); }

/// Runs a call of a consumer. C has no exceptions: a fault becomes a number, and a text for `get_last_error`.
template <typename Call>
int guarded(ArrowArrayStream* stream, Call call) {
  stream_state& state = state_of(stream);
  try {
    call(state);
    return 0;
  } catch (const std::bad_alloc&) {
    state.last_error = "not enough memory";
    return ENOMEM;
  } catch (const std::length_error& fault) {
    state.last_error = fault.what();
    return EOVERFLOW;
  } catch (const std::exception& fault) {
    state.last_error = fault.what();
    return EIO;
  }
}

}  // namespace

ArrowArrayStream export_arrow(output_table from, std::size_t batch_rows) {
  ArrowArrayStream stream{};
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    return guarded(self, [out](const stream_state& state) { *out = state.schema(); });
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    return guarded(self, [out](stream_state& state) { *out = state.next(); });
  };
  stream.get_last_error = [](ArrowArrayStream* self) -> const char* {
    const std::string& text = state_of(self).last_error;
    return text.empty() ? nullptr : text.c_str();
  };
  stream.release = [](ArrowArrayStream* self) {
    delete &state_of(self);
    self->release = nullptr;
  };
  stream.private_data = new stream_state(std::move(from), batch_rows);
  return stream;
}

}  // namespace ascof
