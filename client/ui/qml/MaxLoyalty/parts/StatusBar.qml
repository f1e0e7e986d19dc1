import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The strip at the top of every screen: connection, queue, last contact, who works where, and the
// switches (CSH-76). Offline is a calm amber pill with words.
//
//   app  AppViewModel
Rectangle {
    id: bar

    required property AppViewModel app
    readonly property StatusViewModel status: app.status
    readonly property bool isEnrolled: status.restaurantName !== ""

    implicitHeight: Theme.statusBar
    color: Theme.surface

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line
        color: Theme.outline
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.spaceM
        anchors.rightMargin: Theme.spaceS
        spacing: Theme.spaceS

        Pill {
            objectName: "statusConnection"
            visible: bar.isEnrolled
            text: bar.status.connectionText
            glyph: bar.status.connectionGlyph
            kind: bar.status.connectionKind
        }

        AppButton {
            objectName: "statusOperations"
            Layout.fillHeight: true
            visible: bar.isEnrolled
            kind: "quiet"
            enabled: bar.app.isSignedIn
            horizontalPadding: Theme.spaceS
            font.pixelSize: Theme.fontSmall
            text: bar.status.waitingText
            glyph: bar.status.waiting > 0 ? "clock" : "check"
            name: [bar.app.texts.operations, text, bar.status.attentionText].join(", ")
            onClicked: bar.app.openOperations()
        }

        Pill {
            objectName: "statusAttention"
            visible: bar.isEnrolled && bar.status.attention > 0
            glyph: "warning"
            kind: "danger"
            text: bar.status.attention
            Accessible.name: bar.status.attentionText

            TapHandler {
                enabled: bar.app.isSignedIn
                onTapped: bar.app.openOperations()
            }
        }

        Column {
            visible: bar.isEnrolled
            Layout.leftMargin: Theme.spaceS

            AppText {
                objectName: "statusLastContact"
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
                text: bar.status.lastContactText
            }

            AppText {
                objectName: "statusHorizon"
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
                text: bar.status.horizonText
            }
        }

        Column {
            Layout.fillWidth: true

            AppText {
                objectName: "statusStaff"
                width: parent.width
                visible: text !== ""
                horizontalAlignment: Text.AlignRight
                font.pixelSize: Theme.fontSmall
                font.weight: Theme.weightMedium
                text: bar.status.staffName
            }

            AppText {
                objectName: "statusRestaurant"
                width: parent.width
                horizontalAlignment: Text.AlignRight
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
                text: bar.status.restaurantName
            }
        }

        AppButton {
            objectName: "statusShift"
            Layout.fillHeight: true
            visible: bar.app.isSignedIn
            kind: "quiet"
            horizontalPadding: Theme.spaceS
            font.pixelSize: Theme.fontSmall
            glyph: bar.status.shift.isMissing ? "warning" : "clock"
            text: bar.status.shift.name
            name: text === "" ? bar.app.texts.shiftTitle : text
            onClicked: bar.status.shift.openScreen()
        }

        AppButton {
            objectName: "languageButton"
            Layout.fillHeight: true
            kind: "quiet"
            horizontalPadding: Theme.spaceS
            font.pixelSize: Theme.fontSmall
            text: bar.app.texts.language.toUpperCase()
            glyph: "globe"
            name: bar.app.texts.languageSwitch
            onClicked: bar.app.switchLanguage()
        }

        AppButton {
            objectName: "themeButton"
            Layout.fillHeight: true
            kind: "quiet"
            glyph: bar.app.isDark ? "sun" : "moon"
            name: bar.app.texts.themeSwitch
            onClicked: bar.app.switchTheme()
        }

        AppButton {
            objectName: "settingsButton"
            Layout.fillHeight: true
            visible: bar.app.isSignedIn
            kind: "quiet"
            glyph: "settings"
            name: bar.app.texts.settings
            onClicked: bar.app.openSettings()
        }

        AppButton {
            objectName: "lockButton"
            Layout.fillHeight: true
            visible: bar.app.isSignedIn
            kind: "quiet"
            glyph: "lock"
            name: bar.app.texts.lock
            onClicked: bar.app.lock()
        }
    }
}
