"""A toy kind of record with a second one that belongs to it, and three measures over both: all that a council's own table
takes, in one file.
"""

import ascof
from ascof import algebra as a


class Complaint(ascof.Record, name="complaint", row="a complaint about care"):
    complaint_id: ascof.Text = ascof.key()
    la_code: ascof.Text = ascof.council()
    person_id: ascof.Text = ascof.person(headers=["Client"])
    received: ascof.Date = ascof.start()
    answered: ascof.Date = ascof.end()
    born: ascof.Date = ascof.field(personal=True)
    severity: ascof.Text = ascof.field(allowed={"High": "1", "Low": "2"})
    about: ascof.Texts = ascof.field(allowed=["Food", "Staff", "Money"])
    cost: ascof.Number = ascof.field(unit="pounds")


class Letter(ascof.Record, name="letter", row="a letter of a complaint"):
    letter_id: ascof.Text = ascof.key()
    la_code: ascof.Text = ascof.council()
    complaint_id: ascof.Text = ascof.link(Complaint)
    sent: ascof.Date = ascof.start()
    pages: ascof.Number = ascof.field(whole=True)


RECEIVED = a.in_period(Complaint.received)
BY_SEVERITY = a.with_total(a.by("severity", Complaint.severity, ["High", "Low"]))

IN_TIME = a.define(
    "local.complaints_in_time",
    "Complaints answered within 20 days",
    a.proportion(a.days_between(Complaint.received, Complaint.answered) <= 20, RECEIVED),
    by=BY_SEVERITY,
    polarity="higher is better",
)
LETTERS = a.define(
    "local.letters_a_complaint",
    "Letters a complaint",
    a.mean(Letter.of_each(Complaint, Letter.pages >= 1).count(), RECEIVED),
    by=BY_SEVERITY,
)
SOON = a.define(
    "local.letters_within_a_week",
    "Letters sent within a week of the complaint",
    a.count(
        a.in_period(Letter.sent) & (a.days_between(Letter.link_to(Complaint).of(Complaint.received), Letter.sent) <= 7)
    ),
    by=a.with_total(a.by("severity", Letter.link_to(Complaint).of(Complaint.severity), ["High", "Low"])),
)
MEASURES = [IN_TIME, LETTERS, SOON]

COMPLAINTS = """complaint_id,la_code,Client,received,answered,born,severity,about,cost
c1,901,p1,2024-05-01,2024-05-11,1940-05-02,1,Food;Staff,12.50
c2,901,p1,2024-06-01,,1940-05-02,low,food,
c3,901,,2024-07-01,31/07/2024,,Low,Staff,
c4,902,p1,2025-03-31,2025-04-02,1990-01-01,High,,3
c5,901,p2,2023-05-01,2023-05-02,1950-01-01,High,Food,100
c6,901,p3,2023-06-01,2023-06-10,1951-01-01,Low,Money,
"""
LETTERS_SENT: dict[str, list[object]] = {
    "letter_id": ["l1", "l2", "l3", "l4", "l5", "l6"],
    "la_code": ["901", "901", "901", "901", "902", "901"],
    "complaint_id": ["c1", "c1", "c3", "c9", "c1", "c5"],
    "sent": ["2024-05-02", "2024-05-10", "2024-07-05", "2024-07-05", "2024-07-05", "2023-05-01"],
    "pages": [1, 4, 2, 7, 9, None],
}
