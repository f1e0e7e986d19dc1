import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One key of a pad or keyboard; as low as a target may be, and higher wherever it is let.
//
//   text   string  what it types, as shown
//   glyph  string  an icon instead of the text
//   name   string  Accessible.name; the text unless given
//   isSoft bool    a key that acts rather than types: drawn without a face
//   isOn   bool    a latched key (shift)
//   clicked() pressAndHold() signals
T.AbstractButton {
    id: key

    property string glyph
    property string name: text
    property bool isSoft: false
    property bool isOn: false

    implicitWidth: Theme.key
    Layout.minimumWidth: Theme.targetMin
    Layout.minimumHeight: Theme.targetMin
    implicitHeight: Theme.targetMin
    focusPolicy: Qt.NoFocus
    font.pixelSize: Theme.fontTitle
    font.weight: Theme.weightMedium
    Accessible.name: name
    Accessible.role: Accessible.Button

    background: Rectangle {
        radius: Theme.radiusM
        color: key.down || key.isOn ? Theme.pressed : key.isSoft ? "transparent" : Theme.raised
        border.width: Theme.isContrasted ? Theme.line : 0
        border.color: Theme.edge
        opacity: key.enabled ? 1 : 0.4
    }

    contentItem: Item {
        AppText {
            anchors.fill: parent
            horizontalAlignment: Text.AlignHCenter
            visible: key.glyph === ""
            text: key.text
            font: key.font
            wrapMode: Text.NoWrap
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fontLeast
            color: key.enabled ? Theme.text : Theme.textFaint
        }

        IconGlyph {
            anchors.centerIn: parent
            visible: key.glyph !== ""
            name: key.glyph
            color: key.enabled ? Theme.text : Theme.textFaint
        }
    }
}
