"""A formal consultation in words, and what they are in Spanish."""

WORDS = {
    "summary": "We want to change where planned operations happen. Tell us what you think.",
    "for_whom": "Anyone who lives in Greenwich",
    "asked": "We ask about six topics, and how the change would affect you.",
    "undecided": "How many places there will be.",
    "fixed": "The money we have for operations stays the same.",
    "why_now": "People wait too long for a planned operation.",
    "effects": "Some people would travel further. Most would wait less.",
    "costs": "It costs the same as now.",
    "rejected": "A new hospital. It costs too much.",
    "decision": "The Health and Care Board reads the report and decides in public.",
    "decision_maker": "Health and Care Board",
}
TITLE = "Where should planned operations happen?"
ES = {
    TITLE: "¿Dónde deberían hacerse las operaciones programadas?",
    WORDS["summary"]: "Queremos cambiar dónde se hacen las operaciones. Díganos qué piensa.",
    WORDS["for_whom"]: "Todas las personas que viven en Greenwich",
    WORDS["asked"]: "Preguntamos sobre seis temas y sobre cómo le afectaría el cambio.",
    WORDS["undecided"]: "Cuántos lugares habrá.",
    WORDS["fixed"]: "El dinero para operaciones sigue siendo el mismo.",
    WORDS["why_now"]: "La gente espera demasiado para una operación programada.",
    WORDS["effects"]: "Algunas personas viajarían más lejos. La mayoría esperaría menos.",
    WORDS["costs"]: "Cuesta lo mismo que ahora.",
    WORDS["rejected"]: "Un hospital nuevo. Cuesta demasiado.",
    WORDS["decision"]: "La Junta de Salud y Cuidados lee el informe y decide en público.",
    WORDS["decision_maker"]: "Junta de Salud y Cuidados",
    "Stay as we are": "Seguir como ahora",
    "Four hospitals go on as they do now.": "Cuatro hospitales siguen como ahora.",
    "The change": "El cambio",
    "Two centres do all planned operations.": "Dos centros hacen todas las operaciones.",
    "1. Where care is given": "1. Dónde se atiende",
    "2. Before the operation": "2. Antes de la operación",
    "3. Getting there": "3. Cómo llegar",
    "4. Waiting": "4. La espera",
    "5. Going home": "5. La vuelta a casa",
    "6. How we would run it": "6. Cómo funcionaría",
    "What it would mean for you": "Qué significaría para usted",
    "Planned operations should be done in two centres.": (
        "Las operaciones programadas deberían hacerse en dos centros."
    ),
    "Most checks before an operation should be near where people live.": (
        "La mayoría de las pruebas antes de una operación deberían hacerse cerca de casa."
    ),
    "I could get to a place further away for an operation.": (
        "Yo podría ir a un lugar más lejano para una operación."
    ),
    "Being seen sooner matters more to me than being seen nearby.": (
        "Para mí es más importante que me atiendan pronto que cerca."
    ),
    "People should be able to go home sooner, with help at home.": (
        "La gente debería poder volver antes a casa, con ayuda en casa."
    ),
    "One team should look after people before, during and after an operation.": (
        "Un solo equipo debería atender antes, durante y después de una operación."
    ),
    "How would this change affect you, your family or the people you care for?": (
        "¿Cómo le afectaría este cambio a usted, a su familia o a quienes cuida?"
    ),
    "Please tell us why.": "Díganos por qué.",
    "How much do you agree or disagree?": "¿Cuánto está de acuerdo o en desacuerdo?",
    "You do not have to write anything.": "No tiene que escribir nada.",
    "Think of travel, money, time, health, or anything that makes getting care harder for you.": (
        "Piense en viajes, dinero, tiempo, salud o cualquier cosa que le dificulte la atención."
    ),
}
