/// @file ascof.hpp
/// Everything, in the order in which the data flows.
#pragma once

// core: calendar and columns; knows no social care
#include "ascof/core/column.hpp"
#include "ascof/core/day.hpp"
#include "ascof/core/dictionary.hpp"
#include "ascof/core/error.hpp"
#include "ascof/core/fingerprint.hpp"
#include "ascof/core/gregorian.hpp"
#include "ascof/core/instant.hpp"
#include "ascof/core/lent.hpp"
#include "ascof/core/order.hpp"
#include "ascof/core/parallel.hpp"
#include "ascof/core/period.hpp"
#include "ascof/core/table.hpp"
#include "ascof/core/text.hpp"
#include "ascof/core/uk_time.hpp"
#include "ascof/core/version.hpp"

// notices: what a reader of figures must know and cannot see from them
#include "ascof/notices/notice.hpp"

// ingest: files and Arrow streams become typed columns
#include "ascof/ingest/arrow.hpp"
#include "ascof/ingest/csv.hpp"
#include "ascof/ingest/report.hpp"

// records: kinds of record as data, and tables of them
#include "ascof/records/record_table.hpp"
#include "ascof/records/record_type.hpp"

// cld: the specification of client level data
#include "ascof/cld/areas.hpp"
#include "ascof/cld/categories.hpp"
#include "ascof/cld/extract.hpp"
#include "ascof/cld/hospital.hpp"
#include "ascof/cld/main_table.hpp"
#include "ascof/cld/mappings.hpp"

// prepare: submissions become the department's main table and person details
#include "ascof/prepare/age_bands.hpp"
#include "ascof/prepare/attrition.hpp"
#include "ascof/prepare/method.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/prepare.hpp"
#include "ascof/prepare/records.hpp"
#include "ascof/prepare/submissions.hpp"

// study: tables of any kinds and whose they are
#include "ascof/study/read_tables.hpp"
#include "ascof/study/study.hpp"

// episodes: what several events of a person make together
#include "ascof/episodes/clusters.hpp"
#include "ascof/episodes/event_view.hpp"
#include "ascof/episodes/timeline.hpp"

// measure: the parts measures are made of
#include "ascof/measure/algebra.hpp"
#include "ascof/measure/describe.hpp"
#include "ascof/measure/discharge_links.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/expression.hpp"
#include "ascof/measure/fields.hpp"
#include "ascof/measure/measure.hpp"
#include "ascof/measure/request_links.hpp"
#include "ascof/measure/tally.hpp"

// measures: the official definitions, one file each
#include "ascof/measures.hpp"

// statistics: intervals, standardisation, charts over time and between areas, disclosure control; knows only core
#include "ascof/statistics/comparison.hpp"
#include "ascof/statistics/confidence.hpp"
#include "ascof/statistics/control_charts.hpp"
#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/disclosure.hpp"
#include "ascof/statistics/funnel.hpp"
#include "ascof/statistics/means_and_medians.hpp"
#include "ascof/statistics/neighbours.hpp"
#include "ascof/statistics/proportions.hpp"
#include "ascof/statistics/standardise.hpp"

// results: figures, traces, files
#include "ascof/results/arrow_export.hpp"
#include "ascof/results/change.hpp"
#include "ascof/results/comparison.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/intervals.hpp"
#include "ascof/results/neighbours.hpp"
#include "ascof/results/output_file.hpp"
#include "ascof/results/output_places.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/results/publish.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/results/standardised.hpp"
#include "ascof/results/writers.hpp"

// quality: the data quality report
#include "ascof/quality/check.hpp"
#include "ascof/quality/rules.hpp"
