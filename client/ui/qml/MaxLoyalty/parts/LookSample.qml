import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A guest who is not one, in the colours and letters just chosen.
//
//   texts  Texts
Panel {
    id: sample

    required property Texts texts

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: sample.texts.lookSample
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }

        RestaurantLogo {}

        AppText {
            Layout.fillWidth: true
            text: sample.texts.lookSampleGuest
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            AmountText {
                Layout.fillWidth: true
                text: sample.texts.lookSamplePhone
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
            }

            Pill {
                glyph: "star"
                text: sample.texts.lookSampleLevel
            }
        }

        AmountText {
            Layout.fillWidth: true
            text: sample.texts.lookSampleBalance
            font.pixelSize: Theme.fontDisplay
            font.weight: Theme.weightStrong
            color: Theme.accent
        }

        Pill {
            Layout.fillWidth: true
            Layout.maximumWidth: implicitWidth
            kind: "promo"
            glyph: "clock"
            text: sample.texts.lookSampleNote
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
