pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// The explanation of a quote, line by line: what, and what it gives (CSH-20).
//
//   model      rows with `label` and `value` (strings), optional `kind`: plain | promo | muted
//   emptyText  string  said when there are no lines
Column {
    id: lines

    property alias model: repeater.model
    property string emptyText

    spacing: Theme.spaceS + Theme.spaceXs

    AppText {
        width: parent.width
        visible: repeater.count === 0 && text !== ""
        text: lines.emptyText
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    Repeater {
        id: repeater

        Item {
            id: line

            required property string label
            required property string value
            required property string kind

            width: lines.width
            implicitHeight: Math.max(what.implicitHeight, much.implicitHeight)

            AppText {
                id: what

                anchors.left: parent.left
                anchors.right: much.left
                anchors.rightMargin: Theme.spaceM
                text: line.label
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }

            AppText {
                id: much

                anchors.right: parent.right
                text: line.value
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightMedium
                color: line.kind === "promo" ? Theme.promo : line.kind === "muted" ? Theme.textFaint : Theme.text
            }
        }
    }
}
