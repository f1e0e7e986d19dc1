"""The consent texts a new tenant starts with; its lawyer replaces them (GST-40)."""

PRIVACY_TEXT_VERSION = "2026-11"

PRIVACY_TEXT = {
    "ru": (
        "Я согласен на обработку моих персональных данных (телефон, имя, фамилия, дата рождения) "
        "для участия в программе лояльности: ведения карты гостя, начисления и списания баллов. "
        "Согласие можно отозвать в любом ресторане сети."
    ),
    "en": (
        "I agree that my personal data (phone, first name, last name, date of birth) is processed "
        "to take part in the loyalty programme: to keep my guest card, to earn and to redeem "
        "points. I may withdraw this consent in any restaurant of the chain."
    ),
}

MARKETING_TEXT = {
    "ru": "Я хочу получать сообщения об акциях и подарках. Отказаться можно в любой момент.",
    "en": "I want to hear about offers and gifts. I may refuse at any moment.",
}
