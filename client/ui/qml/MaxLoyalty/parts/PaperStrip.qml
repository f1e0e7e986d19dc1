pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The paper of a receipt: where it is in words, and the picture that a virtual printer drew.
//
//   slip  SlipViewModel
ScrollColumn {
    id: strip

    required property SlipViewModel slip
    readonly property int tooth: Theme.spaceM
    readonly property bool isDrawn: picture.implicitHeight > 0

    spacing: Theme.spaceM

    Pill {
        objectName: "slipState"
        Layout.alignment: Qt.AlignHCenter
        Layout.maximumWidth: strip.width
        glyph: strip.slip.glyph
        text: strip.slip.text
        kind: strip.slip.kind
    }

    AppText {
        objectName: "slipNote"
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        visible: text !== ""
        text: strip.slip.note
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
        wrapMode: Text.Wrap
    }

    GridLayout {
        Layout.fillWidth: true
        Layout.maximumWidth: strip.width
        visible: strip.slip.firstAction !== ""
        columns: Theme.isFolded ? 1 : 2
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceM

        AppButton {
            objectName: "slipFirst"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            isBusy: strip.slip.isBusy
            text: strip.slip.firstAction
            onClicked: strip.slip.first()
        }

        AppButton {
            objectName: "slipSecond"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            visible: text !== ""
            isBusy: strip.slip.isBusy
            text: strip.slip.secondAction
            onClicked: strip.slip.second()
        }
    }

    Flickable {
        id: roll

        objectName: "slipPaper"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: strip.isDrawn
        clip: true
        contentHeight: sheet.height + strip.tooth
        boundsBehavior: Flickable.StopAtBounds

        ScrollMark {
            parent: roll
            flickable: roll
        }

        Rectangle {
            id: sheet

            readonly property int widest: Theme.px(384)

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(roll.width, widest)
            height: picture.height
            color: Theme.paper

            // Read beside what a finger is answered by, and no larger than it is seen: a picture made for
            // paper is eleven megabytes.
            Image {
                id: picture

                width: parent.width
                height: implicitWidth > 0 ? width * implicitHeight / implicitWidth : 0
                asynchronous: true
                retainWhileLoading: true
                source: strip.slip.picture
                sourceSize.width: Math.ceil(sheet.widest * Screen.devicePixelRatio)
                fillMode: Image.PreserveAspectFit
                Accessible.role: Accessible.Graphic
                Accessible.name: strip.slip.texts.slipTitle
            }
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            y: sheet.height - strip.tooth / 2
            width: sheet.width
            clip: true

            Repeater {
                model: Math.floor(sheet.width / strip.tooth)

                Rectangle {
                    width: strip.tooth
                    height: strip.tooth
                    scale: 0.7
                    rotation: 45
                    color: Theme.paper
                }
            }
        }
    }

    Item {
        Layout.fillWidth: true
        Layout.fillHeight: true
        implicitHeight: blank.height
        visible: !strip.isDrawn

        IconGlyph {
            id: blank

            anchors.centerIn: parent
            name: "printer"
            size: Theme.px(96)
            weight: 1.2
            color: Theme.textFaint
        }
    }
}
