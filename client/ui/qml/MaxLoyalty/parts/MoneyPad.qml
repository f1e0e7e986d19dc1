pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Digits for an amount of money or points; a wedge scanner never reaches it (CSH-12).
//
//   texts      Texts   the words
//   keyPrefix  string  objectNames: <keyPrefix>_0 … _9, _00, _comma, _back, _clear, _sign
//   hasComma   bool    kopecks may be typed (not for points)
//   hasSign    bool    a ± key instead of the comma (adjustments): emits signed()
//   typed(text), erased(), cleared(), signed() signals; the comma is typed as ","
GridLayout {
    id: pad

    required property Texts texts
    property string keyPrefix: "amountKey"
    property bool hasComma: true
    property bool hasSign: false

    signal typed(string text)
    signal erased
    signal cleared
    signal signed

    columns: 4
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
            Layout.row: Math.floor(digit.index / 3)
            Layout.column: digit.index % 3
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: digit.index + 1
            onClicked: pad.typed(digit.text)
        }
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_back`
        Layout.row: 0
        Layout.column: 3
        Layout.rowSpan: 2
        Layout.fillWidth: true
        Layout.fillHeight: true
        isSoft: true
        glyph: "backspace"
        name: pad.texts.erase
        onClicked: pad.erased()
        onPressAndHold: pad.cleared()
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_clear`
        Layout.row: 2
        Layout.column: 3
        Layout.rowSpan: pad.hasComma || pad.hasSign ? 1 : 2
        Layout.fillWidth: true
        Layout.fillHeight: true
        isSoft: true
        text: "C"
        name: pad.texts.clear
        onClicked: pad.cleared()
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_0`
        Layout.row: 3
        Layout.column: 0
        Layout.columnSpan: 2
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: "0"
        onClicked: pad.typed(text)
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_00`
        Layout.row: 3
        Layout.column: 2
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: "00"
        onClicked: pad.typed(text)
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_comma`
        Layout.row: 3
        Layout.column: 3
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: pad.hasComma && !pad.hasSign
        text: ","
        onClicked: pad.typed(text)
    }

    KeyCap {
        objectName: `${pad.keyPrefix}_sign`
        Layout.row: 3
        Layout.column: 3
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: pad.hasSign
        text: "±"
        name: pad.texts.changeSign
        onClicked: pad.signed()
    }
}
