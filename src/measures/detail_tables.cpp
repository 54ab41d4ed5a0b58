#include "ascof/measures/detail_tables.hpp"

namespace ascof::measures::tables {

measure measure_of(told of) {
  figure fig{.id = of.id, .title = of.title, .counts = std::move(of.counts), .direction = of.direction};
  fig.decimals = of.decimals;
  fig.by = std::move(of.by);
  fig.population = std::move(of.population);
  if (fig.counts.other_denominator) fig.denominator_by = fig.by;
  measure made = algebra::local_measure(std::move(fig));
  made.source = std::move(of.source);
  made.years = "2015/16 onward";
  made.definition = std::move(of.definition);
  made.unit = std::move(of.unit);
  made.stands = standing::local;
  return made;
}

measure family::operator()(std::string id, std::string title, std::string definition, calculation counts,
                           told more) const {
  more.id = std::move(id);
  more.title = std::move(title);
  more.definition = std::move(definition);
  more.counts = std::move(counts);
  if (more.source.empty()) more.source = source;
  if (more.unit.empty()) more.unit = unit;
  return measure_of(std::move(more));
}

const std::vector<std::string>& values_of(const record_type& type, std::string_view field) {
  return type.fields()[type.at(field)].allowed;
}

}  // namespace ascof::measures::tables
