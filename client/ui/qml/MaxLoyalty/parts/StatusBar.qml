import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The strip at the top of every screen: connection, queue, who works where, and the switches; below it
// one line that tells the truth about the connection (CSH-76). Its height never changes with the state,
// so nothing moves under a finger.
//
//   app  AppViewModel
Rectangle {
    id: bar

    required property AppViewModel app
    readonly property StatusViewModel status: app.status
    readonly property bool isEnrolled: status.restaurantName !== ""
    readonly property real lineHeight: line.height
    // From here on the line may be covered for a moment: its headline, or that of training, ends before.
    readonly property real lineRest: Math.max(line.titleEnd + Theme.spaceS, Theme.side(260))

    implicitHeight: Theme.statusBar + line.implicitHeight
    color: Theme.surface
    Keys.onPressed: event => event.accepted = bar.app.shortcuts.press(event.key, event.modifiers, Window.activeFocusItem)

    RowLayout {
        width: parent.width - Theme.spaceM - Theme.spaceS
        height: Theme.statusBar
        x: Theme.spaceM
        spacing: Theme.spaceS

        Pill {
            objectName: "statusConnection"
            Layout.minimumWidth: Theme.side(144)
            visible: bar.isEnrolled && !bar.app.training.isOn
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
            text: bar.app.training.isOn ? bar.app.texts.operations : Theme.isFolded ? bar.status.waiting : bar.status.waitingText
            glyph: bar.app.training.isOn ? "list" : bar.status.waiting > 0 ? "clock" : "check"
            name: bar.app.training.isOn ? text : [bar.app.texts.operations, bar.status.waitingText, bar.status.attentionText].join(", ")
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
                onTapped: bar.app.openInbox()
            }
        }

        Pill {
            objectName: "statusPrinter"
            visible: bar.app.isSignedIn && bar.status.printer.isUrgent
            glyph: "printer"
            kind: "warning"
            text: bar.status.printer.waiting || ""
            Accessible.name: `${bar.status.printer.text}. ${bar.status.printer.note}`

            TapHandler {
                onTapped: bar.status.printer.open()
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
                visible: !Theme.isFolded
                horizontalAlignment: Text.AlignRight
                font.pixelSize: Theme.fontCaption
                color: Theme.textMuted
                text: bar.status.restaurantName
            }
        }

        RestaurantLogo {
            objectName: "statusLogo"
            size: Theme.px(48)
            room: Theme.px(112)
            isWanted: bar.app.isSignedIn && !Theme.isFolded
        }

        AppButton {
            objectName: "statusShift"
            Layout.fillHeight: true
            visible: bar.app.isSignedIn
            kind: "quiet"
            horizontalPadding: Theme.spaceS
            font.pixelSize: Theme.fontSmall
            glyph: bar.status.shift.isMissing ? "warning" : "clock"
            text: Theme.isFolded ? "" : bar.status.shift.name
            name: bar.status.shift.name || bar.app.texts.shiftTitle
            onClicked: bar.status.shift.openScreen()
        }

        LanguageButton {
            texts: bar.app.texts
            onClicked: bar.app.switchLanguage()
        }

        ThemeButton {
            texts: bar.app.texts
            isDark: bar.app.isDark
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

    StatusLine {
        id: line

        objectName: "statusLine"
        anchors.bottom: parent.bottom
        width: parent.width
        visible: bar.isEnrolled && !bar.app.training.isOn && bar.app.screen !== "shutOut"
        app: bar.app
    }

    TrainingStrip {
        objectName: "trainingStrip"
        anchors.fill: line
        visible: bar.app.training.isOn
        vm: bar.app.training
    }
}
