pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Digits for PINs, phones and codes, in the order of a telephone.
//
//   texts      DoorTexts   the words
//   keyPrefix  string  objectNames: <keyPrefix>_0 … _9, <keyPrefix>_back, <keyPrefix>_corner
//   corner     string  what the lower left key types (`+`), empty: that key is not there
//   cornerGlyph, cornerName  string  …or an icon there, which emits cornerTapped()
//   typed(text), erased(), cleared() (long press on erase), cornerTapped() signals
GridLayout {
    id: pad

    required property DoorTexts texts
    property string keyPrefix: "padKey"
    property string corner
    property string cornerGlyph
    property string cornerName: corner

    signal typed(string text)
    signal erased
    signal cleared
    signal cornerTapped

    columns: 3
    rowSpacing: Theme.spaceS
    columnSpacing: Theme.spaceS
    uniformCellWidths: true
    uniformCellHeights: true

    Repeater {
        model: 9

        KeyCap {
            id: digit

            required property int index

            objectName: `${pad.keyPrefix}_${digit.index + 1}`
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: digit.index + 1
            onClicked: pad.typed(digit.text)
        }
    }

    Item {
        Layout.fillWidth: true
        Layout.fillHeight: true

        KeyCap {
            objectName: `${pad.keyPrefix}_corner`
            anchors.fill: parent
            visible: pad.corner !== "" || pad.cornerGlyph !== ""
            isSoft: true
            text: pad.corner
            glyph: pad.cornerGlyph
            name: pad.cornerName
            onClicked: pad.tapCorner()
        }
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_0`
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: "0"
        onClicked: pad.typed(text)
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_back`
        Layout.fillWidth: true
        Layout.fillHeight: true
        isSoft: true
        glyph: "backspace"
        name: pad.texts.erase
        onClicked: pad.erased()
        onPressAndHold: pad.cleared()
    }

    function tapCorner(): void {
        if (corner !== "")
            typed(corner);
        else
            cornerTapped();
    }
}
