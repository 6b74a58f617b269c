"""A questionnaire with every kind of question, as a file, in English and in Arabic."""

from typing import Any


def _said(english: str, arabic: str) -> dict[str, str]:
    return {"en_GB": english, "ar": arabic}


def _asked(key: str, kind: str, english: str, arabic: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": _said(english, arabic), **more}


def _choice(key: str, english: str, arabic: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": _said(english, arabic), **more}


def _page(
    english: str, arabic: str, *questions: dict[str, Any], condition: Any = None
) -> dict[str, Any]:
    return {"title": _said(english, arabic), "condition": condition, "questions": list(questions)}


_BUS = _choice("bus", "By bus", "بالحافلة")
_FOOT = _choice("foot", "On foot", "سيرًا على الأقدام")
_CAR = _choice("car", "By car", "بالسيارة")
_NONE = _choice("none", "None of these", "لا شيء من هذا", alone=True)
_MAP = {"key": "map", "title": _said("Map of the clinics", "خريطة العيادات")}

EVERY_KIND: dict[str, Any] = {
    "format": "engage-questionnaire",
    "version": 1,
    "papers": [_MAP | {"body": _said("Clinics stand in the high street.", "العيادات في الشارع.")}],
    "pages": [
        _page(
            "Getting there",
            "الوصول",
            _asked(
                *("one", "one_choice", "How do you travel?", "كيف تتنقل؟"),
                choices=[_BUS, _FOOT, _CAR],
                other=True,
            ),
            _asked(
                *("several", "several_choices", "What would help?", "ما الذي يساعدك؟"),
                choices=[
                    _choice("seats", "More seats", "مقاعد أكثر"),
                    _choice("lifts", "More lifts", "مصاعد أكثر"),
                    _choice("signs", "Better signs", "لافتات أوضح"),
                    _NONE,
                ],
                most=2,
            ),
        ),
        _page(
            "Your bus",
            "حافلتك",
            _asked("line", "short_text", "Which bus do you take?", "أي حافلة تركب؟", limit=20),
            condition={"question": "one", "is": ["bus"]},
        ),
        _page(
            "What matters",
            "ما يهم",
            _asked(
                *("scale", "agree_scale", "The clinic is easy to find.", "العيادة سهلة الإيجاد."),
                facts=_said("There are 4 clinics.", "هناك 4 عيادات."),
            ),
            _asked(
                *("order", "rank", "Put these in order.", "رتّب هذه."),
                choices=[_BUS, _FOOT, _CAR],
            ),
        ),
        _page(
            "How often",
            "كم مرة",
            _asked("visits", "number", "Visits in a year?", "كم زيارة في السنة؟", least=0, most=50),
            _asked("last", "date", "When were you last there?", "متى كنت هناك آخر مرة؟"),
        ),
        _page(
            "Your words",
            "كلماتك",
            _asked("story", "long_text", "Tell us about a visit.", "حدّثنا عن زيارة.", limit=200),
            _asked("post", "postcode", "What is your postcode?", "ما رمزك البريدي؟"),
            _asked(
                *("place", "location", "Where should a new clinic be?", "أين تكون عيادة جديدة؟"),
                choices=[_choice("park", "By the park", "قرب الحديقة")],
            ),
        ),
        _page(
            "To finish",
            "في النهاية",
            _asked(
                *("read", "info", "About the clinics", "عن العيادات"),
                hint=_said("There is a map.", "هناك خريطة."),
                paper="map",
            ),
            _asked(
                "letter", "file", "Add a file if you like.", "أضف ملفًا إن شئت.", most=1, films=20
            ),
            _asked("quote", "consent", "You may quote me.", "يمكنكم اقتباس كلامي."),
        ),
    ],
}
ARABIC = {
    "title": "كيف هي عياداتنا؟",
    "summary": "نريد أن نعرف رأيك. يستغرق هذا بضع دقائق.",
    "for_whom": "كل من يعيش أو يعمل أو يتلقى الرعاية هنا",
    "asked": "بضعة أسئلة قصيرة. يمكنك ترك أي منها.",
    "undecided": "ما سنفعله بعد ذلك. إجاباتك تساعدنا على الاختيار.",
    "decision": "يقرأ الفريق كل إجابة. ثم نقول هنا ما سنفعله.",
    "decision_maker": "شراكة الرعاية",
}
