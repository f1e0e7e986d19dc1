import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// All that a till shows: status bar, the screen of the moment, and what lies over every screen.
//
//   app  AppViewModel  everything a screen needs comes from here
Item {
    id: till

    required property AppViewModel app
    readonly property HomeViewModel home: app.screenModel as HomeViewModel

    StatusBar {
        id: bar

        objectName: "statusBar"
        width: parent.width
        app: till.app
    }

    Banner {
        id: reminder

        objectName: "shiftMissing"
        anchors.top: bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceM
        visible: till.home !== null && !till.home.hasLetters && till.app.status.shift.isMissing // letters need its room
        kind: "accent"
        glyph: "clock"
        title: till.app.texts.shiftMissingTitle
        text: till.app.texts.shiftMissingText
        action: till.app.texts.shiftOpen
        onActed: till.app.status.shift.open()
    }

    ScreenStage {
        id: stage

        objectName: "screen"
        anchors.top: reminder.visible ? reminder.bottom : bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        focus: true
        enabled: !till.app.camera.isOpen // neither Tab nor a finger reaches under the camera
        app: till.app
        Keys.onPressed: event => event.accepted = till.app.shortcuts.press(event.key, event.modifiers, till.Window.activeFocusItem)
    }

    WaitingGuest {
        id: waiting

        objectName: "waitingGuest"
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.spaceXl
        width: Math.min(Theme.side(680), parent.width - Theme.side(456) - Theme.spaceXl * 3)
        vm: till.app.waitingGuest
    }

    Binding {
        target: stage.shown.item as SignInDoor
        property: "taken"
        value: waiting.visible ? waiting.height + Theme.spaceL : 0
    }

    Over {
        isWanted: till.app.camera.isOpen
        part: "CameraOverlay"
        given: ({
                "vm": till.app.camera
            })
    }

    Over {
        isWanted: till.app.status.connection.isShown
        part: "ConnectionSheet"
        given: ({
                "app": till.app
            })
    }

    Over {
        isWanted: till.app.shortcuts.isShown
        part: "ShortcutSheet"
        given: ({
                "vm": till.app.shortcuts
            })
    }

    Toast {
        objectName: "toast"
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceS
        anchors.bottom: bar.bottom
        height: bar.lineHeight
        room: parent.width - bar.lineRest - Theme.spaceS
        vm: till.app.toast
    }

    Rectangle {
        objectName: "trainingFrame"
        anchors.fill: parent
        visible: till.app.training.isOn
        color: "transparent"
        border.width: Theme.spaceXs
        border.color: Theme.warning
    }

    Over {
        isWanted: till.app.tourModel.isShown
        part: "Tour"
        given: ({
                "vm": till.app.tourModel
            })
    }

    Over {
        isWanted: till.app.coverModel.isShown
        part: "Cover"
        given: ({
                "vm": till.app.coverModel
            })
    }

    // What lies over the screens is made when it is first wanted, by its name: until then it is not even
    // read. Then it stays: a popup that vanishes while open would leave the keyboard to nobody.
    component Over: Loader {
        required property bool isWanted
        required property string part
        required property var given
        readonly property bool isMade: isWanted || status !== Loader.Null

        anchors.fill: parent
        onIsMadeChanged: setSource(`parts/${part}.qml`, given)
    }
}
