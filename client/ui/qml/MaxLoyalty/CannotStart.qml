import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// The till cannot start: why, what is lost, and the way to begin anew.
//
//   vm  CannotStartViewModel
T.ApplicationWindow {
    id: window

    required property CannotStartViewModel vm

    width: 1280
    height: 800
    minimumWidth: 1024
    minimumHeight: 600
    visible: true
    title: vm.texts.appName
    font: Application.font
    color: Theme.background
    onWidthChanged: Theme.fit(width, height)
    onHeightChanged: Theme.fit(width, height)

    ColumnLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.margins: Theme.spaceXl
        width: Math.min(parent.width - Theme.spaceXl * 2, Theme.px(760))
        spacing: Theme.spaceL

        Item {
            Layout.fillHeight: true
        }

        IconGlyph {
            Layout.alignment: Qt.AlignHCenter
            name: "warning"
            size: Theme.iconLarge
            color: Theme.warning
        }

        AppText {
            objectName: "cannotStartText"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: window.vm.text
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }

        AppText {
            objectName: "cannotStartLoss"
            Layout.fillWidth: true
            visible: window.vm.isLost
            horizontalAlignment: Text.AlignHCenter
            text: window.vm.texts.cannotStartLoss
            font.pixelSize: Theme.fontLarge
            color: Theme.textMuted
        }

        AppField {
            id: typed

            objectName: "cannotStartTyped"
            Layout.fillWidth: true
            visible: window.vm.isLost
            label: window.vm.prompt
            text: window.vm.typed
            maximumLength: 40
            onEdited: text => window.vm.typed = text
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM
            uniformCellSizes: true

            AppButton {
                objectName: "cannotStartAnew"
                Layout.fillWidth: true
                kind: "danger"
                visible: window.vm.isLost
                enabled: window.vm.canBeginAnew
                text: window.vm.texts.cannotStartAnew
                onClicked: window.vm.beginAnew()
            }

            AppButton {
                objectName: "cannotStartClose"
                Layout.fillWidth: true
                kind: "primary"
                text: window.vm.texts.close
                onClicked: window.close()
            }
        }

        Item {
            Layout.fillHeight: true
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: typed.isActive
        texts: window.vm.texts
        target: typed
        onDone: window.contentItem.forceActiveFocus()
    }
}
