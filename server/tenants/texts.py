"""The consent documents a new company starts with; its lawyer replaces them (GST-40, 152-FZ).

Each names who asks, what for, which data, what is done with them, who helps, for how long and how
to take the consent back, and says of itself that it is a sample.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.domain.consents import ConsentDocument, ConsentKind

SAMPLE_VERSION: Final = "2026-11 sample"


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """Who asks for the consent, as a document names him; what is empty is said in general."""

    name: str
    address: str = ""
    contact: str = ""


_NOBODY_SAID: Final[Mapping[str, OperatorFacts]] = {
    "ru": OperatorFacts(
        "", "указан на чеке и в уголке потребителя", "у управляющего любого ресторана"
    ),
    "en": OperatorFacts(
        "", "printed on every receipt and posted at the entrance", "the manager of any restaurant"
    ),
}

_PERSONAL_DATA: Final[Mapping[str, str]] = {
    "ru": """\
ОБРАЗЕЦ. До работы с гостями этот текст должен проверить и утвердить юрист компании.

СОГЛАСИЕ НА ОБРАБОТКУ ПЕРСОНАЛЬНЫХ ДАННЫХ

1. Кому. Оператор персональных данных: {name}. Адрес: {address}.

2. Кто даёт. Гость, который назвал кассиру свой номер телефона. Гость даёт согласие свободно, \
своей волей и в своём интересе.

3. Зачем. Участие в программе лояльности: карта гостя, начисление и списание баллов, уровни и \
подарки, возвраты, ответы на обращения гостя. Для рекламы нужно отдельное согласие.

4. Какие данные. Номер телефона; имя и фамилия, дата рождения, если гость их назвал; номер \
карты; чеки, начисления и списания, даты посещений.

5. Что с ними делают. Сбор, запись, систематизация, накопление, хранение, уточнение, извлечение, \
использование, блокирование, удаление, уничтожение — с помощью программ и без них. Данные \
хранятся на территории Российской Федерации.

6. Кто ещё. Хранение и работу программы по поручению оператора может обеспечивать его \
технический подрядчик. Другим лицам данные не передаются, кроме случаев, предусмотренных \
законом.

7. На какой срок. Со дня согласия до его отзыва. После отзыва данные уничтожаются не позднее чем \
через 30 дней; записи о баллах остаются без имени и телефона.

8. Как отозвать. Сообщить об этом в любом ресторане или обратиться: {contact}. Отзыв не отменяет \
того, что сделано до него.

9. Подтверждение. Гость прочитал этот текст на экране кассы; кассир отметил согласие с его слов. \
Хранятся дата и время, версия текста и его контрольная сумма.""",
    "en": """\
SAMPLE. A lawyer of the company must check and approve this text before it is put to guests.

CONSENT TO THE PROCESSING OF PERSONAL DATA

1. To whom. The operator of personal data: {name}. Address: {address}.

2. By whom. The guest who told the cashier his phone number. The consent is given freely, of the \
guest's own will and in the guest's own interest.

3. What for. To take part in the loyalty programme: the guest's card, points earned and \
redeemed, levels and gifts, refunds, answers to the guest's questions. Advertising needs another \
consent.

4. Which data. The phone number; first and last name and date of birth, where the guest told \
them; the number of the card; checks, points earned and redeemed, dates of visits.

5. What is done with them. Collecting, recording, arranging, storing, correcting, retrieving, \
using, blocking, deleting, destroying, with and without programs. The data are kept in the \
Russian Federation.

6. Who else. A contractor may store the data and run the programme on behalf of the operator. \
Nobody else is given the data, unless the law says so.

7. For how long. From the day of the consent until it is withdrawn. Then the data are destroyed \
within 30 days; records of points stay without name and phone.

8. How to withdraw. Say so in any restaurant, or ask: {contact}. What was done before the \
withdrawal stays lawful.

9. Confirmation. The guest read this text on the screen of the till; the cashier ticked the \
consent as the guest said. Kept are date and time, the version of the text and its checksum.""",
}

_MARKETING: Final[Mapping[str, str]] = {
    "ru": """\
ОБРАЗЕЦ. До работы с гостями этот текст должен проверить и утвердить юрист компании.

СОГЛАСИЕ НА ПОЛУЧЕНИЕ РЕКЛАМЫ

1. Кому. {name}. Адрес: {address}.

2. На что. Сообщения об акциях, подарках и новостях: СМС, звонки и сообщения в мессенджерах на \
номер, который гость назвал кассиру.

3. Какие данные. Номер телефона; имя и дата рождения, если гость их назвал; чеки и баллы, чтобы \
предлагать подходящее. С ними делают то же, что описано в согласии на обработку персональных \
данных.

4. На какой срок. Со дня согласия до отказа.

5. Как отказаться. В любой момент: в любом ресторане или {contact}. Сообщения прекращаются \
сразу. Карта, баллы и уровень остаются.

6. Согласие добровольное: участвовать в программе лояльности можно и без него.""",
    "en": """\
SAMPLE. A lawyer of the company must check and approve this text before it is put to guests.

CONSENT TO ADVERTISING

1. To whom. {name}. Address: {address}.

2. To what. Messages about offers, gifts and news: texts, calls and messages to the number that \
the guest told the cashier.

3. Which data. The phone number; first name and date of birth, where the guest told them; checks \
and points, so that offers fit. They are handled as the consent to the processing of personal \
data says.

4. For how long. From the day of the consent until it is refused.

5. How to refuse. At any moment: in any restaurant, or by {contact}. Messages stop at once. \
Card, points and level stay.

6. The consent is voluntary: the loyalty programme is open without it.""",
}

_TEMPLATES: Final[Mapping[ConsentKind, Mapping[str, str]]] = {
    ConsentKind.PERSONAL_DATA: _PERSONAL_DATA,
    ConsentKind.MARKETING: _MARKETING,
}


def sample_document(kind: ConsentKind, operator: OperatorFacts) -> ConsentDocument:
    """The sample in every language, with the operator in it."""
    texts = {
        language: template.format(
            name=operator.name,
            address=operator.address or _NOBODY_SAID[language].address,
            contact=operator.contact or _NOBODY_SAID[language].contact,
        )
        for language, template in _TEMPLATES[kind].items()
    }
    return ConsentDocument(kind, SAMPLE_VERSION, texts)
