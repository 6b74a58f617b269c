"""Survey files as another tool writes them, made here piece by piece."""

from xml.sax.saxutils import escape


def table(name, *rows):
    cells = "".join(
        "<row>"
        + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items())
        + "</row>"
        for row in rows
    )
    return f"<{name}><fields/><rows>{cells}</rows></{name}>"


def lss(*tables, kind="Survey"):
    body = "".join(tables)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        f"<LimeSurveyDocType>{escape(kind)}</LimeSurveyDocType><DBVersion>415</DBVersion>"
        f"<languages><language>en</language></languages>{body}</document>"
    ).encode()


def question(qid, type_, title, *, gid=1, order=0, parent=0, **more):
    return {
        "qid": qid,
        "parent_qid": parent,
        "gid": gid,
        "type": type_,
        "title": title,
        "question_order": order or qid,
        "scale_id": 0,
        "mandatory": "N",
        "other": "N",
        "relevance": "1",
        **more,
    }


def words(qid, said, language="en", help_=""):
    return {"id": qid, "qid": qid, "question": said, "help": help_, "language": language}


def answer(aid, qid, code, order):
    return {"aid": aid, "qid": qid, "code": code, "sortorder": order, "scale_id": 0}


def answer_words(aid, said, language="en"):
    return {"id": aid, "aid": aid, "answer": said, "language": language}


SCALE = (
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
)


def new_survey():
    """A survey of a newer release: words in tables of their own, in two languages."""
    asked = [
        question(1, "L", "visit", mandatory="Y", other="Y"),
        question(2, "M", "why", relevance='((visit.NAOK == "A1"))'),
        question(3, "F", "topics", gid=2),
        question(4, "N", "age", gid=2),
        question(5, "T", "more", gid=2, relevance='why_S1.NAOK == "Y" and age.NAOK > 17'),
        question(6, "X", "thanks", gid=2, relevance="strlen(more) > 3"),
        question(7, ";", "grid", gid=2),
        question(8, "O", "which", gid=2, order=9),
        question(9, "Y", "again", gid=2, order=10, relevance='topics_R1 == "5" or is_empty(age)'),
        question(10, "R", "order", gid=2, order=11),
        question(11, "|", "paper", gid=2, order=12, relevance="1X2X4 <= 3"),
        question(12, "K", "size", gid=2, order=13),
        question(13, "D", "day", gid=2, order=14),
    ]
    rows = [
        question(21, "T", "S1", parent=2),
        question(22, "T", "S2", parent=2),
        question(23, "T", "S3", parent=2),
        question(31, "T", "R1", parent=3, gid=2),
        question(32, "T", "R2", parent=3, gid=2),
        question(121, "T", "W", parent=12, gid=2),
        question(122, "T", "H", parent=12, gid=2),
    ]
    said = {
        1: "<p>Did you <b>visit</b> us?</p>",
        2: "Why?",
        3: "How much do you agree?",
        4: "How old are you?",
        5: "What else?",
        6: "Thank you.",
        7: "A grid",
        8: "Which one?",
        9: "Again?",
        10: "Put these in order.",
        11: "A paper",
        12: "How big?",
        13: "Which day?",
        21: "Near",
        22: "Kind",
        23: "Neither",
        31: "Buses are good.",
        32: "Trains are good.",
        121: "Width",
        122: "Height",
    }
    answers = [answer(101, 1, "A1", 1), answer(102, 1, "A2", 2)]
    answers += [answer(300 + n, 3, str(5 - n), n) for n in range(5)]
    answers += [answer(801, 8, "x", 1), answer(802, 8, "y", 2)]
    answers += [answer(1001, 10, "a", 1), answer(1002, 10, "b", 2)]
    labels = {101: "Yes", 102: "No", 801: "One", 802: "Two", 1001: "First", 1002: "Second"}
    labels |= {300 + n: words_ for n, words_ in enumerate(SCALE)}
    return lss(
        table(
            "groups", {"gid": 1, "group_order": 1, "grelevance": ""}, {"gid": 2, "group_order": 2}
        ),
        table(
            "group_l10ns",
            {"gid": 1, "group_name": "Your visit", "language": "en"},
            {"gid": 1, "group_name": "Su visita", "language": "es"},
            {"gid": 2, "group_name": "What you think", "language": "en"},
        ),
        table("questions", *asked),
        table("subquestions", *rows),
        table(
            "question_l10ns",
            *(words(qid, text) for qid, text in said.items()),
            words(1, "¿Nos visitó?", "es"),
            words(1, "Tlh", "tlh"),
        ),
        table("answers", *answers),
        table("answer_l10ns", *(answer_words(aid, text) for aid, text in labels.items())),
        table(
            "question_attributes",
            {"qid": 2, "attribute": "max_answers", "value": "2"},
            {"qid": 2, "attribute": "exclude_all_others", "value": "S3"},
            {"qid": 4, "attribute": "min_num_value_n", "value": "0"},
            {"qid": 4, "attribute": "max_num_value_n", "value": "age * 2"},
            {"qid": 13, "attribute": "date_min", "value": "2026-01-01"},
        ),
        table("assessments", {"id": 1}),
    )


def old_survey():
    """A survey of an older release: a row for each language."""
    return lss(
        table(
            "groups", {"gid": 1, "group_name": "Sobre usted", "group_order": 0, "language": "es"}
        ),
        table(
            "questions",
            question(1, "S", "name")
            | {"question": "¿Su nombre?", "help": "Solo uno", "language": "es"},
            question(1, "S", "name") | {"question": "Seu nome?", "help": "", "language": "pt"},
            question(2, "!", "town") | {"question": "¿Su ciudad?", "help": "", "language": "es"},
        ),
        table(
            "answers",
            {
                "qid": 2,
                "code": "a",
                "answer": "Aquí",
                "sortorder": 1,
                "language": "es",
                "scale_id": 0,
            },
            {
                "qid": 2,
                "code": "b",
                "answer": "Allá",
                "sortorder": 2,
                "language": "es",
                "scale_id": 0,
            },
            {
                "qid": 2,
                "code": "a",
                "answer": "Aqui",
                "sortorder": 1,
                "language": "pt",
                "scale_id": 0,
            },
        ),
    )
