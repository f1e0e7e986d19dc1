import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// How many points a guest has: the total, its two parts, what expires next, and the way to the next
// level (CSH-18, LOY-35); or the percentage he has off (CSH-38).
//
//   vm  GuestViewModel
Panel {
    id: panel

    required property GuestViewModel vm

    padding: Theme.spaceL

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceS

        AppText {
            objectName: "guestTotalTitle"
            text: panel.vm.totalTitle
            color: Theme.textMuted
        }

        RowLayout {
            spacing: Theme.spaceM

            AppText {
                objectName: "guestTotal"
                text: panel.vm.total
                font.pixelSize: Theme.fontHero
                font.weight: Theme.weightStrong
                color: Theme.accent
            }

            AppText {
                Layout.alignment: Qt.AlignBottom
                Layout.bottomMargin: Theme.spaceM
                text: panel.vm.totalNoun
                font.pixelSize: Theme.fontTitle
                color: Theme.textMuted
            }
        }

        Pill {
            objectName: "guestOffline"
            visible: text !== "" && panel.vm.hasPoints
            glyph: "cloudOff"
            text: panel.vm.offline
        }

        AppText {
            objectName: "guestElsewhere"
            Layout.fillWidth: true
            visible: text !== ""
            text: panel.vm.elsewhere
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }

        Item {
            Layout.fillHeight: true
        }

        LevelProgress {
            Layout.fillWidth: true
            visible: panel.vm.progress !== ""
            text: panel.vm.progress
            percent: panel.vm.progressPercent
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.line
            visible: panel.vm.hasPoints
            color: Theme.outline
        }

        RowLayout {
            Layout.topMargin: Theme.spaceS
            visible: panel.vm.hasPoints
            spacing: Theme.spaceXxl

            LabelledNumber {
                objectName: "guestRegular"
                label: panel.vm.texts.regularPoints
                number: panel.vm.regular
            }

            LabelledNumber {
                objectName: "guestPromo"
                label: panel.vm.texts.promoPoints
                number: panel.vm.promo
                color: Theme.promo
            }

            Pill {
                objectName: "guestExpiry"
                Layout.alignment: Qt.AlignBottom
                Layout.bottomMargin: Theme.spaceXs
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                visible: text !== ""
                kind: panel.vm.expiryKind
                glyph: "clock"
                text: panel.vm.expiry
            }
        }

        Pill {
            objectName: "guestUnconfirmed"
            visible: panel.vm.unconfirmed !== ""
            kind: "warning"
            glyph: "cloud"
            text: panel.vm.unconfirmed
        }
    }
}
