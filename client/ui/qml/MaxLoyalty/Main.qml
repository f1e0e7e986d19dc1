import QtQuick
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// The window: status bar, the screen of the moment, and what lies over every screen.
//
//   app  AppViewModel  everything a screen needs comes from here
T.ApplicationWindow {
    id: window

    required property AppViewModel app

    minimumWidth: 1024
    minimumHeight: 600
    title: app.texts.appName
    font: Application.font
    color: Theme.background
    onWidthChanged: Theme.fit(width, height)
    onHeightChanged: Theme.fit(width, height)
    Component.onCompleted: Theme.fit(width, height)

    StatusBar {
        id: bar

        objectName: "statusBar"
        width: parent.width
        app: window.app
    }

    Banner {
        id: reminder

        objectName: "shiftMissing"
        anchors.top: bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceM
        visible: window.app.screen === "home" && window.app.status.shift.isMissing
        kind: "accent"
        glyph: "clock"
        title: window.app.texts.shiftMissingTitle
        text: window.app.texts.shiftMissingText
        action: window.app.texts.shiftOpen
        onActed: window.app.status.shift.open()
    }

    Loader {
        id: screen

        readonly property string wanted: window.app.screenSource

        objectName: "screen"
        focus: true
        enabled: !window.app.camera.isOpen // neither Tab nor a finger reaches under the camera
        Keys.onPressed: event => event.accepted = window.app.shortcuts.press(event.key, event.modifiers, window.activeFocusItem)
        anchors.top: reminder.visible ? reminder.bottom : bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        onWantedChanged: show()
        Component.onCompleted: show()

        function show(): void {
            if (wanted !== "")
                setSource(wanted, {
                    "vm": window.app.screenModel
                });
        }

        NumberAnimation on opacity {
            id: arrival

            from: 0
            to: 1
            duration: Theme.quick
            easing.type: Theme.easing
        }

        onLoaded: welcome()

        // The keyboard is heard by the new screen, by whatever of it did not ask for that itself.
        function welcome(): void {
            arrival.restart();
            if (window.activeFocusItem === screen)
                (item as Item).forceActiveFocus();
        }
    }

    WaitingGuest {
        objectName: "waitingGuest"
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.spaceXl
        width: Math.min(Theme.side(680), parent.width - Theme.px(456) - Theme.spaceXl * 3)
        vm: window.app.waitingGuest
    }

    CameraOverlay {
        anchors.fill: parent
        vm: window.app.camera
    }

    ConnectionSheet {
        objectName: "connectionSheet"
        app: window.app
    }

    ShortcutSheet {
        anchors.fill: parent
        vm: window.app.shortcuts
    }

    Toast {
        objectName: "toast"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.horizontalCenterOffset: Theme.px(20)
        anchors.top: parent.top
        anchors.topMargin: Theme.spaceXs
        vm: window.app.toast
    }

    Rectangle {
        objectName: "trainingFrame"
        anchors.fill: parent
        visible: window.app.training.isOn
        color: "transparent"
        border.width: Theme.spaceXs
        border.color: Theme.warning
    }

    Cover {
        isShown: window.app.coverModel.isShown
        texts: window.app.texts
    }
}
