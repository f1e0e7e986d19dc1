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
        id: trouble

        objectName: "serverTrouble"
        anchors.top: bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceM
        visible: title !== ""
        kind: window.app.status.noticeKind
        title: window.app.status.noticeTitle
        text: window.app.status.noticeText
        action: kind === "danger" ? window.app.texts.retry : ""
        onActed: window.app.retry()
    }

    Banner {
        id: reminder

        objectName: "shiftMissing"
        anchors.top: bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceM
        visible: window.app.screen === "home" && window.app.status.shift.isMissing && !trouble.visible
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
        anchors.top: trouble.visible ? trouble.bottom : reminder.visible ? reminder.bottom : bar.bottom
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

        onLoaded: arrival.restart()
    }

    CameraOverlay {
        anchors.fill: parent
        vm: window.app.camera
    }

    Toast {
        objectName: "toast"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: parent.top
        anchors.topMargin: Theme.spaceXs
        vm: window.app.toast
    }
}
