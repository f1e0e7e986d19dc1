import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// Somebody has shown a card to the locked till and waits for a person to sign in. To large letters it says
// that alone: those who may sign in need the room.
//
//   vm  WaitingGuestViewModel
Banner {
    id: banner

    required property WaitingGuestViewModel vm

    opacity: vm.isWaiting ? 1 : 0
    visible: opacity > 0
    kind: "accent"
    glyph: "user"
    title: vm.texts.guestWaits
    text: Theme.isFolded ? "" : vm.texts.guestWaitsText
    action: vm.texts.guestWaitsForget
    onActed: banner.vm.forget()

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.calm
            easing.type: Theme.easing
        }
    }
}
