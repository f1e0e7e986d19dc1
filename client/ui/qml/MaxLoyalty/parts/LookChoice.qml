import QtQuick
import MaxLoyalty

// A choice of the look screen under its title.
//
//   title                            string
//   prefix, values, labels, current, columns  as of Choice
//   chosen(value)                    signal
Column {
    id: look

    property string title
    property alias prefix: choice.prefix
    property alias values: choice.values
    property alias labels: choice.labels
    property alias current: choice.current
    property alias columns: choice.columns

    signal chosen(string value)

    spacing: Theme.spaceS

    AppText {
        width: parent.width
        text: look.title
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
    }

    Choice {
        id: choice

        width: parent.width
        Accessible.name: look.title
        onChosen: value => look.chosen(value)
    }
}
