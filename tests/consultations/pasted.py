"""Texts as staff paste them, written for this, and what is in them.

Each question: the start of its label, its kind, and what else must be right.
"""

SAMPLES = {
    "numbered with letters": (
        """Bus survey

1. How do you usually get to the clinic?
a) On foot
b) By bus
c) By car
d) Other (please say) ________

2. How long does it take you?
a) Under 15 minutes
b) 15 to 30 minutes
c) Over 30 minutes

3. What would make the journey easier?
____________________________________
""",
        [
            ("How do you usually", "one_choice", {"choices": 3, "other": True}),
            ("How long", "one_choice", {"choices": 3}),
            ("What would make", "long_text", {}),
        ],
    ),
    "bullets and notes": (
        """Q1. Which of these would help you most? (choose up to 3)
• Longer hours
• More staff
• A crèche
• Clearer signs
• None of these

Q2. When could you come? Tick all that apply
• Mornings
• Afternoons
• Evenings

Q3. Is there anything else you would like to tell us?
""",
        [
            (
                "Which of these",
                "several_choices",
                {"choices": 4, "most": 3, "none": "None of these"},
            ),
            ("When could you", "several_choices", {"choices": 3, "most": None}),
            ("Is there anything", "long_text", {}),
        ],
    ),
    "boxes": (
        """Have you used the walk-in centre in the last year?
☐ Yes
☐ No
☐ I am not sure

Which services did you use?
Please tick all that apply
☐ Blood tests
☐ Dressings
☐ X-ray
☐ Other, please specify: ..............

How old are you?
""",
        [
            ("Have you used", "one_choice", {"choices": 3}),
            ("Which services", "several_choices", {"choices": 3, "other": True}),
            ("How old", "number", {}),
        ],
    ),
    "agree scale and why": (
        """1. We should move blood tests to local clinics.
Strongly agree
Agree
Neither agree nor disagree
Disagree
Strongly disagree
Please tell us why.

2. How much do you agree or disagree that opening at weekends would help you?
Please tell us why.

3. To what extent do you agree with our plan for parking?
Strongly agree / Agree / Neither agree nor disagree / Disagree / Strongly disagree / Don’t know
""",
        [
            ("We should move", "agree_scale", {"choices": 0}),
            ("Please tell us why", "long_text", {}),
            ("How much do you", "agree_scale", {}),
            ("Please tell us why", "long_text", {}),
            ("To what extent", "agree_scale", {"dont_know": True}),
        ],
    ),
    "plain lines": (
        """How often do you see your GP?
Every month
A few times a year
Once a year or less

Would you use a video call?
Yes
No

What worries you about video calls?
""",
        [
            ("How often", "one_choice", {"choices": 3}),
            ("Would you use", "one_choice", {"choices": 2}),
            ("What worries", "long_text", {}),
        ],
    ),
    "headings between": (
        """Getting help at night

The crisis café is open until 11pm. We could keep it open all night.

1) Have you ever needed help at night? Yes / No

About where you live

2) What is your postcode?
3) Which surgery do you go to?

Your ideas

4) What should an all-night café offer?
(Please write as much as you like)
""",
        [
            ("Have you ever", "one_choice", {"choices": 2}),
            ("What is your postcode", "postcode", {}),
            ("Which surgery", "short_text", {}),
            ("What should an", "long_text", {}),
        ],
    ),
    "ranking": (
        """Please rank these in order of importance, 1 for the most important
- Short waits
- Seeing the same person
- Being near home

Which of these names do you like best? (tick one)
- Sunny
- Wheels
- Healthy Hopper

Choose two days for the bus to call
- Monday
- Wednesday
- Friday
""",
        [
            ("Please rank these", "rank", {"choices": 3}),
            ("Which of these names", "one_choice", {"choices": 3}),
            ("Choose two days", "several_choices", {"choices": 3, "most": 2}),
        ],
    ),
    "numbered choices": (
        """1. What matters most to you?
1. Cost
2. Time
3. Kindness
2. How many people live with you?
3. On which day did you last visit us?
""",
        [
            ("What matters", "one_choice", {"choices": 3}),
            ("How many people", "number", {}),
            ("On which day", "date", {}),
        ],
    ),
    "required and consent": (
        """What is your name? (optional)
Are you a patient here? *
( ) Yes
( ) No
I agree to be contacted about this survey
Please upload your members’ comments if you have any
""",
        [
            ("What is your name", "short_text", {"required": False}),
            ("Are you a patient", "one_choice", {"choices": 2, "required": True}),
            ("I agree to be", "consent", {}),
            ("Please upload", "file", {}),
        ],
    ),
    "six topics": (
        "\n\n".join(
            f"Topic {number}\n{number}. {said}\nStrongly agree\nAgree\nNeither agree nor disagree\n"
            "Disagree\nStrongly disagree\nPlease tell us why:\n__________________"
            for number, said in enumerate(
                (
                    "Operations should be done in fewer places.",
                    "Checks should be near home.",
                    "I could travel further.",
                    "Being seen sooner matters most.",
                    "People should go home sooner.",
                    "One team should look after people.",
                ),
                start=1,
            )
        )
        + "\n\n7. How would this affect you or your family?\n",
        [
            *(
                pair
                for said in ("Operations", "Checks", "I could", "Being", "People", "One team")
                for pair in ((said, "agree_scale", {}), ("Please tell us why", "long_text", {}))
            ),
            ("How would this", "long_text", {}),
        ],
    ),
    "blank lines everywhere": (
        """Q1: Do you park at the clinic?

o  Always

o  Sometimes

o  Never

Q2: What would be a fair price for two hours?

Q3: Do you have a blue badge? (yes/no)

Thank you for your help.
""",
        [
            ("Do you park", "one_choice", {"choices": 3}),
            ("What would be", "long_text", {}),
            ("Do you have a blue", "one_choice", {"choices": 2}),
        ],
    ),
    "instructions in between": (
        """Question 1
Which languages should our letters be in? (select all that apply)
[ ] Bengali
[ ] Polish
[ ] Nepali
[ ] Something else
Question 2
Who is this letter for?
Please choose at least 2
[ ] Patients
[ ] Carers
[ ] Staff
Question 3
Describe a letter that you found hard to understand.
""",
        [
            ("Which languages", "several_choices", {"choices": 3, "other": True}),
            ("Who is this", "several_choices", {"choices": 3, "least": 2}),
            ("Describe a letter", "long_text", {}),
        ],
    ),
}
