pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import MaxLoyalty
import MaxLoyalty.ViewModels

// The guest's own window: the check that is being made, the card, or a welcome.
//
//   vm  GuestDisplayViewModel
Window {
    id: window

    required property GuestDisplayViewModel vm

    objectName: "guestDisplay"
    flags: Qt.Window | Qt.WindowDoesNotAcceptFocus
    minimumWidth: 640
    minimumHeight: 400
    title: vm.texts.guestTitle
    color: Theme.background

    GuestFace {
        anchors.fill: parent
        vm: window.vm
    }
}
