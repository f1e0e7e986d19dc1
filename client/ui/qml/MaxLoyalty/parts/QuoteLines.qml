pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty

// The explanation of a quote, line by line: what, of how much, and what it gives (CSH-20).
//
//   model      rows with `label`, `detail`, `value` (strings) and `kind`: plain | promo | muted
//   emptyText  string  said when there are no lines
Column {
    id: lines

    property alias model: repeater.model
    property string emptyText

    spacing: Theme.line

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
            required property string detail
            readonly property real lineHeight: metrics.height

            width: lines.width
            implicitHeight: Math.max(words.implicitHeight, much.implicitHeight)

            FontMetrics {
                id: metrics

                font: what.font
            }

            Flow {
                id: words

                anchors.left: parent.left
                anchors.right: much.left
                anchors.rightMargin: Theme.spaceM
                spacing: Theme.spaceS

                AppText {
                    id: what

                    width: Math.min(implicitWidth, words.width)
                    text: line.label
                    color: line.kind === "muted" ? Theme.textFaint : Theme.textMuted
                    wrapMode: Text.Wrap
                }

                AppText {
                    height: line.lineHeight
                    visible: text !== ""
                    text: line.detail
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textFaint
                }
            }

            AppText {
                id: much

                anchors.right: parent.right
                width: Math.min(Math.ceil(implicitWidth), lines.width * 0.6)
                horizontalAlignment: Text.AlignRight
                text: line.value
                font.weight: Theme.weightMedium
                color: line.kind === "promo" ? Theme.promo : line.kind === "muted" ? Theme.textFaint : Theme.text
            }
        }
    }
}
