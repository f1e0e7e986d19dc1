import QtQuick
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// The tour over the home screen: what it speaks of is lit, all else is dimmed, and the card lies beside
// what is lit, never upon it. A touch beside the card puts the tour aside.
//
//   vm  TourViewModel
T.Popup {
    id: tour

    required property TourViewModel vm
    readonly property rect lit: vm.lit
    readonly property real roomBelow: height - margin - (lit.y + lit.height + margin)
    readonly property bool isAbove: card.implicitHeight > roomBelow && lit.y - margin * 2 > roomBelow
    readonly property int margin: Theme.spaceL

    objectName: "tour"
    parent: T.Overlay.overlay
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    visible: vm.isShown
    modal: true
    dim: false
    focus: true
    closePolicy: T.Popup.NoAutoClose

    background: TourLight {
        lit: tour.lit
        onTapped: tour.vm.putAside()
    }

    contentItem: FocusScope {
        focus: true
        Keys.onPressed: event => event.accepted = tour.vm.press(event.key, event.modifiers)

        Connections {
            target: tour.contentItem.Window.window

            function onAfterAnimating(): void {
                tour.vm.look();
            }
        }

        TourSketch {
            id: sketch

            anchors.horizontalCenter: parent.horizontalCenter
            y: (card.y - height) / 2
            room: card.y - tour.margin * 2
            subject: tour.vm.sketch
        }

        TourCard {
            id: card

            focus: true
            anchors.horizontalCenter: parent.horizontalCenter
            y: tour.isAbove ? tour.lit.y - tour.margin - height : parent.height - tour.margin - height
            width: Math.min(Theme.side(760), parent.width - tour.margin * 2)
            height: Math.min(implicitHeight, tour.isAbove ? tour.lit.y - tour.margin * 2 : tour.roomBelow)
            vm: tour.vm
        }
    }
}
