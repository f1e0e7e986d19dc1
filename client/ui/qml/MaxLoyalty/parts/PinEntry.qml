import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Four digits: what is wanted, how many are typed, the keys. Shakes its head at a wrong PIN.
//
//   pad                    PinPad
//   messageName, dotsName  string  objectNames
//   keyPrefix              string  as of NumberPad
ColumnLayout {
    id: entry

    required property PinPad pad
    property string messageName
    property string dotsName
    property string keyPrefix

    Connections {
        target: entry.pad

        function onRefusedPin(): void {
            dots.shake();
        }
    }

    AppText {
        objectName: entry.messageName
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.px(64)
        horizontalAlignment: Text.AlignHCenter
        text: entry.pad.message
        font.pixelSize: Theme.fontLarge
        color: entry.pad.hasRefused ? Theme.warning : Theme.text
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }

    PinDots {
        id: dots

        objectName: entry.dotsName
        Layout.alignment: Qt.AlignHCenter
        filled: entry.pad.typedDigits
        length: entry.pad.pinDigits
        opacity: entry.pad.canType ? 1 : 0.4
    }

    NumberPad {
        Layout.fillWidth: true
        Layout.fillHeight: true
        texts: entry.pad.texts
        keyPrefix: entry.keyPrefix
        enabled: entry.pad.canType
        onTyped: text => entry.pad.type(text)
        onErased: entry.pad.erase()
        onCleared: entry.pad.clear()
    }
}
