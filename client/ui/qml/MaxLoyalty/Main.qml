import QtQuick
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// The window, and the till in it.
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

    Till {
        anchors.fill: parent
        app: window.app
    }
}
