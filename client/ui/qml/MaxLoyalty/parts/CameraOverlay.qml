pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// What the camera sees, over any screen, until a code is read or the cashier closes it (CSH-13).
//
//   vm  CameraViewModel
Rectangle {
    id: overlay

    required property CameraViewModel vm

    objectName: "cameraOverlay"
    visible: vm.isOpen
    color: Theme.scrim

    MouseArea {
        anchors.fill: parent
    }

    Panel {
        id: panel

        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.spaceL * 2, Theme.px(960))
        height: Math.min(parent.height - Theme.spaceL * 2, Theme.px(720))

        AppText {
            id: title

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: overlay.vm.texts.cameraTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.WordWrap
        }

        Choice {
            id: cameras

            anchors.top: title.bottom
            anchors.topMargin: Theme.spaceM
            width: parent.width
            height: visible ? implicitHeight : 0
            visible: overlay.vm.cameraSources.length > 1
            prefix: "camera"
            values: overlay.vm.cameraSources
            labels: overlay.vm.cameraNames
            current: overlay.vm.currentSource
            onChosen: source => overlay.vm.choose(source)
        }

        CameraView {
            id: view

            anchors.top: cameras.visible ? cameras.bottom : title.bottom
            anchors.bottom: hint.top
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.topMargin: Theme.spaceM
            anchors.bottomMargin: Theme.spaceM
            vm: overlay.vm
        }

        AppText {
            id: hint

            objectName: "cameraHint"
            anchors.bottom: leave.top
            anchors.bottomMargin: Theme.spaceM
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            visible: view.isLive
            text: overlay.vm.hint
            color: overlay.vm.needsHelp ? Theme.warning : overlay.vm.isFound ? Theme.success : Theme.textMuted
            font.pixelSize: Theme.fontLarge
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.AlertMessage
        }

        AppButton {
            id: leave

            objectName: "cameraClose"
            anchors.bottom: parent.bottom
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.max(implicitWidth, Theme.px(320))
            text: overlay.vm.texts.cancel
            onClicked: overlay.vm.close()
        }
    }
}
