import QtQuick
import MaxLoyalty

// The face of something to tap that is more than a button: a row, a tile. Without a frame, unless it is
// chosen or the contrast is high: then the frame can be told from what is around.
//
//   isChosen, isDown, isFocused  bool
Rectangle {
    id: face

    property bool isChosen: false
    property bool isDown: false
    property bool isFocused: false

    radius: Theme.radiusM
    color: isDown ? Theme.pressed : isChosen ? Theme.accentSoft : Theme.raised
    border.width: isChosen ? Theme.lineStrong : Theme.isContrasted ? Theme.line : 0
    border.color: isChosen ? Theme.accent : Theme.edge

    FocusRing {
        radius: face.radius
        isShown: face.isFocused
    }
}
