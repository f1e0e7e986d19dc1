import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// In the window before the till is: the door of the till, and of its status bar what is known already.
// Everything is where the till will have it, so nothing moves when that takes its place.
//
//   vm  PorchViewModel
Rectangle {
    id: porch

    required property PorchViewModel vm

    color: Theme.background

    MouseArea {
        anchors.fill: parent // the till that is built below is not to be touched yet
    }

    PorchBar {
        id: bar

        width: parent.width
        vm: porch.vm
    }

    SignInDoor {
        anchors.top: bar.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        pad: porch.vm.pad
        Keys.onUpPressed: porch.vm.pad.step(-1)
        Keys.onDownPressed: porch.vm.pad.step(1)
        Keys.onEscapePressed: porch.vm.pad.clear()
    }

    Item {
        anchors.fill: parent

        PointHandler {
            onActiveChanged: porch.vm.hold(active)
        }
    }
}
