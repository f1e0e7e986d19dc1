import QtQuick
import MaxLoyalty

// A number and what it is.
//
//   label, number  string
//   color          color   of the number
Column {
    id: pair

    property string label
    property string number
    property color color: Theme.text

    spacing: Theme.spaceXs
    Accessible.role: Accessible.StaticText
    Accessible.name: `${label}: ${number}`

    AppText {
        text: pair.label
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
    }

    AppText {
        text: pair.number
        font.pixelSize: Theme.fontHeadline
        font.weight: Theme.weightMedium
        color: pair.color
    }
}
