# Deliberate mistakes: a type checker must report every line that says "wrong", and no other.
import ascof
from ascof import algebra as a


class Visit(ascof.Record, name="visit", row="a visit after a call"):
    visit_id: ascof.Text = ascof.key()
    la_code: ascof.Text = ascof.council()
    visited: ascof.Date = ascof.start()
    minutes: ascof.Number = ascof.field(whole=True)
    reasons: ascof.Texts


class WrongKinds(ascof.Record, name="wrong_kinds", row="a row"):
    la_code: ascof.Date = ascof.council()  # wrong
    begun: ascof.Text = ascof.start()  # wrong
    other: ascof.Number = ascof.link(Visit)  # wrong
    listed: ascof.Text = ascof.field(allowd=["a"])  # wrong


def of_events() -> None:
    a.events.service_typ  # wrong
    a.events.start > 2025  # wrong
    a.events.service_type == 3  # wrong
    a.events.service_type != 3  # wrong
    a.events.service_type > "b"  # wrong
    a.events.start == 3  # wrong
    a.events.start <= a.events.service_type  # wrong
    a.events.unit_cost == "3"  # wrong
    a.events.unit_cost < a.events.start  # wrong
    a.events.start + 7  # wrong
    a.events.service_type + "b"  # wrong
    a.person.gendr  # wrong
    a.person.gender == 1  # wrong
    a.person.birth >= 1940  # wrong
    a.people(a.events.service_type == 3)  # wrong
    (a.events.service_type == 3) & a.is_service  # wrong
    a.is_service & "yes"  # wrong
    a.is_service == True  # wrong
    a.count(a.events.service_type)  # wrong
    a.median(a.events.service_type, a.is_service)  # wrong
    a.days_between(a.events.start, 3)  # wrong
    a.age_on(65)  # wrong
    a.spells(a.is_service, gap=7)  # wrong
    a.spells(a.is_service, gap=a.days(7)).begin  # wrong
    a.events.service_type.isin([1, 2])  # wrong
    a.define("local.x", "x", a.is_service)  # wrong


def of_own_tables() -> None:
    Visit.visted  # wrong
    Visit.visited > 2025  # wrong
    Visit.visited == 2025  # wrong
    Visit.la_code == 901  # wrong
    Visit.minutes >= "20"  # wrong
    Visit.minutes == "20"  # wrong
    Visit.reasons.has(1)  # wrong
    Visit.where(Visit.visited)  # wrong
    Visit.of_each("visit")  # wrong
    ascof.read_record_table(3, "visits.csv")  # wrong
    ascof.Study(tables=["visits.csv"])  # wrong


def of_tables_of_the_library() -> None:
    concern = ascof.tables.SafeguardingConcern
    concern.date_recieved  # wrong
    concern.date_received > 2025  # wrong
    concern.decision == 1  # wrong
    ascof.record_type("safeguarding_concern").date_recieved  # wrong
    ascof.tables.SafeguardingConcrn  # wrong


def what_is_right() -> None:
    a.count((a.events.start > "2025-04-01") & (a.events.service_type == "Prison") & ~a.is_request)
    a.count((a.events.unit_cost == 3) | (a.events.unit_cost > 2.5) | (a.events.start == a.period_end))
    a.count((Visit.visited <= a.period_end) & (Visit.la_code != "901") & (Visit.minutes >= 20) & Visit.reasons.has("b"))
    a.count(ascof.tables.SafeguardingConcern.decision == "Enquiry")
    a.count(ascof.record_type("safeguarding_concern").date_received >= a.period_start)
    a.median(a.when(a.is_service, a.events.unit_cost, 0), a.is_service)
