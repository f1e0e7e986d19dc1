import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The codes that teach a scanner's habits: QR for those that read it, a linear one for the others.
//
//   texts    Texts
//   payload  string  what both say
ColumnLayout {
    id: codes

    required property Texts texts
    required property string payload

    spacing: Theme.spaceM

    AppText {
        Layout.fillWidth: true
        text: codes.texts.lessonAsk
        font.weight: Theme.weightMedium
        wrapMode: Text.WordWrap
    }

    QrImage {
        Layout.alignment: Qt.AlignHCenter
        size: Theme.px(152)
        payload: codes.payload
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: Theme.px(104)
        radius: Theme.radiusM
        color: Theme.paper

        Image {
            anchors.fill: parent
            anchors.margins: Theme.spaceM
            source: "image://bars/lesson"
            sourceSize: Qt.size(width, height)
            smooth: false
            fillMode: Image.Pad
        }
    }

    AppText {
        Layout.fillWidth: true
        text: codes.texts.lessonWait
        color: Theme.textMuted
        font.pixelSize: Theme.fontSmall
        wrapMode: Text.WordWrap
    }
}
