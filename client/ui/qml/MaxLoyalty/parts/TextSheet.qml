import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// A long text to read, over the screen: consent documents.
//
//   texts        Texts   the words
//   title, note, text  string
//   open(), close() functions; the button is <objectName>Close
T.Dialog {
    id: sheet

    required property Texts texts
    property string text
    property string note

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.px(860), parent ? parent.width - Theme.spaceXl * 2 : Theme.px(860))
    height: Math.min(Theme.px(620), parent ? parent.height - Theme.spaceXl * 2 : Theme.px(620))
    padding: Theme.spaceXl
    modal: true
    focus: true

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.outline
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    contentItem: ColumnLayout {
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: sheet.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
        }

        AppText {
            Layout.fillWidth: true
            visible: sheet.note !== ""
            text: sheet.note
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Flickable {
                id: scroller

                anchors.fill: parent
                anchors.rightMargin: Theme.spaceM
                clip: true
                contentHeight: words.implicitHeight
                boundsBehavior: Flickable.StopAtBounds
                focus: true
                Keys.onUpPressed: sheet.scroll(-1)
                Keys.onDownPressed: sheet.scroll(1)
                Keys.onSpacePressed: sheet.scroll(8)

                AppText {
                    id: words

                    width: parent.width
                    text: sheet.text
                    wrapMode: Text.Wrap
                    lineHeight: 1.3
                    elide: Text.ElideNone
                }
            }

            ScrollMark {
                anchors.right: parent.right
                flickable: scroller
            }
        }

        AppButton {
            objectName: `${sheet.objectName}Close`
            Layout.alignment: Qt.AlignRight
            text: sheet.texts.close
            onClicked: sheet.close()
        }
    }

    function scroll(lines: int): void {
        const moved = scroller.contentY + lines * Theme.target;
        scroller.contentY = Math.max(0, Math.min(moved, scroller.contentHeight - scroller.height));
    }
}
