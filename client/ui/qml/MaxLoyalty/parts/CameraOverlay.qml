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
        width: Math.min(parent.width - Theme.spaceXxl * 2, Theme.px(960))
        height: Math.min(parent.height - Theme.spaceXxl * 2, Theme.px(680))

        AppText {
            id: title

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: overlay.vm.texts.cameraTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
        }

        Rectangle {
            id: view

            anchors.top: title.bottom
            anchors.bottom: leave.top
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.topMargin: Theme.spaceL
            anchors.bottomMargin: Theme.spaceL
            color: Theme.background
            radius: Theme.radiusM
            clip: true

            Image {
                anchors.fill: parent
                visible: overlay.vm.hasPicture && !overlay.vm.isMissing
                source: overlay.vm.pictureUrl
                cache: false
                fillMode: Image.PreserveAspectCrop
            }

            Repeater {
                model: overlay.vm.hasPicture && !overlay.vm.isMissing ? 4 : 0

                CornerMark {
                    required property int index

                    readonly property int reach: Math.min(view.width, view.height) * 0.36

                    x: view.width / 2 + (index % 2 === 0 ? -reach : reach - width)
                    y: view.height / 2 + (index < 2 ? -reach : reach - height)
                    rotation: [0, 90, 270, 180][index]
                }
            }

            AppText {
                anchors.centerIn: parent
                visible: !overlay.vm.hasPicture && !overlay.vm.isMissing
                text: overlay.vm.texts.cameraStarting
                color: Theme.textMuted
            }

            EmptyState {
                anchors.centerIn: parent
                visible: overlay.vm.isMissing
                glyph: "camera"
                title: overlay.vm.texts.cameraMissing
                text: overlay.vm.texts.cameraMissingText
            }
        }

        AppButton {
            id: leave

            objectName: "cameraClose"
            anchors.bottom: parent.bottom
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.px(320)
            text: overlay.vm.texts.cancel
            onClicked: overlay.vm.close()
        }
    }
}
