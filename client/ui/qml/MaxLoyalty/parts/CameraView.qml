pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// The live picture, and a frame that locks on to the code that was found in it.
//
//   vm      CameraViewModel
//   isLive  bool  there is a picture
Rectangle {
    id: view

    required property CameraViewModel vm
    readonly property bool isLive: vm.hasPicture && !vm.isMissing
    readonly property real reach: Math.min(width, height) * 0.36
    readonly property rect sought: Qt.rect(width / 2 - reach, height / 2 - reach, reach * 2, reach * 2)
    readonly property rect frame: vm.isFound ? placed(vm.target) : sought

    color: Theme.background
    radius: Theme.radiusM
    clip: true

    // Where a part of the picture, given in shares of it, is painted here.
    function placed(part: rect): rect {
        const left = (width - picture.paintedWidth) / 2;
        const top = (height - picture.paintedHeight) / 2;
        return Qt.rect(left + part.x * picture.paintedWidth, top + part.y * picture.paintedHeight, part.width * picture.paintedWidth, part.height * picture.paintedHeight);
    }

    Image {
        id: picture

        anchors.fill: parent
        visible: view.isLive
        source: view.vm.pictureUrl
        cache: false
        fillMode: Image.PreserveAspectCrop
    }

    Repeater {
        model: view.isLive ? 4 : 0

        CornerMark {
            required property int index

            objectName: `cameraCorner_${index}`
            x: view.frame.x + (index % 2 === 0 ? 0 : view.frame.width - width)
            y: view.frame.y + (index < 2 ? 0 : view.frame.height - height)
            rotation: [0, 90, 270, 180][index]
            isBold: view.vm.isFound

            Behavior on x {
                NumberAnimation {
                    duration: view.vm.isFound ? Theme.quick : 0
                    easing.type: Theme.easing
                }
            }
            Behavior on y {
                NumberAnimation {
                    duration: view.vm.isFound ? Theme.quick : 0
                    easing.type: Theme.easing
                }
            }
        }
    }

    AppText {
        anchors.centerIn: parent
        visible: !view.vm.hasPicture && !view.vm.isMissing
        text: view.vm.texts.cameraStarting
        color: Theme.textMuted
    }

    EmptyState {
        anchors.centerIn: parent
        visible: view.vm.isMissing
        glyph: "camera"
        title: view.vm.texts.cameraMissing
        text: view.vm.texts.cameraMissingText
    }
}
