import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// One's own check taken back, while the seconds on the button last. Afterwards the button stays where it
// is, disabled: nothing moves under a finger.
//
//   vm  UndoViewModel
AppButton {
    id: button

    required property UndoViewModel vm

    glyph: "undo"
    text: vm.text
    isBusy: vm.isBusy
    enabled: vm.isOffered && !isBusy
    onClicked: button.vm.undo()

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.lineStrong
        x: Theme.radiusM
        width: (parent.width - Theme.radiusM * 2) * button.vm.secondsLeft / button.vm.seconds
        height: Theme.lineStrong
        visible: button.vm.isOffered
        color: Theme.accent
    }
}
