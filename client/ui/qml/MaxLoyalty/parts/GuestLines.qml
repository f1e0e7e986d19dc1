pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The figures of a check for the guest, and below them the one that counts.
//
//   vm     GuestDisplayViewModel
//   times  real  how much larger than on the cashier's screen
ColumnLayout {
    id: lines

    required property GuestDisplayViewModel vm
    required property real times

    spacing: Theme.spaceL * times

    function type(font: int): int {
        return font * times / Theme.textScale;
    }

    Repeater {
        model: lines.vm.rows

        RowLayout {
            id: line

            required property string label
            required property string value
            required property string kind
            readonly property color ink: ({
                    "given": Theme.success,
                    "taken": Theme.promo
                })[kind] ?? Theme.text

            Layout.fillWidth: true
            spacing: lines.spacing

            AppText {
                Layout.fillWidth: true
                text: line.label
                color: line.value === "" ? line.ink : Theme.textMuted
                font.pixelSize: lines.type(Theme.fontHeadline)
                wrapMode: Text.WordWrap
            }

            AppText {
                visible: text !== ""
                text: line.value
                color: line.ink
                font.pixelSize: lines.type(Theme.fontHeadline)
                font.weight: Theme.weightMedium
                font.features: Theme.figures(text)
            }
        }
    }

    Item {
        Layout.fillHeight: true
    }

    AppText {
        Layout.fillWidth: true
        visible: text !== ""
        text: lines.vm.mainLabel
        color: Theme.textMuted
        font.pixelSize: lines.type(Theme.fontHeadline)
    }

    AppText {
        objectName: "guestMain"
        Layout.fillWidth: true
        visible: text !== ""
        text: lines.vm.mainValue
        font.pixelSize: lines.type(Theme.fontHero)
        font.weight: Theme.weightStrong
        font.features: Theme.figures(text)
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: lines.type(Theme.fontHeadline)
    }
}
