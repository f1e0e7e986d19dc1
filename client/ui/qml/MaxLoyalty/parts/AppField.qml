pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// One line of input with its label above and what is wrong with it below (CSH-81).
//
//   label, placeholder, note, error  string  the error replaces the note and colours the frame
//   text       string  what is typed; bind it to the view-model
//   glyph      string  an icon at the left
//   clearName  string  Accessible.name of the erase button; without it there is no button
//   isLarge    bool    the field a screen is about: taller, larger type
//   keySet     string  which keys our keyboard shows for it: letters | phone | date
//   script     string  whose letters come first: ru | en; empty: those that are there
//   startsUpper bool   its words begin with a capital
//   caret      int     where the view-model puts the caret after an edit; -1: where it is
//   isActive   bool    has the keyboard's attention (read only)
//   boxTop     real    where the frame begins, below the label (read only)
//   edited(text, caret, was)  typed by hand, by a scanner or by our own keyboard; `was` is where
//                             the caret was before
//   accepted()         Enter
//   insert(text), erase(), clear(), activate() functions: what the on-screen keyboard calls
FocusScope {
    id: field

    property string label
    property string placeholder
    property string note
    property string error
    property string glyph
    property string clearName
    property bool isLarge: false
    property string keySet: "letters"
    property string script
    property bool startsUpper: false
    property int caret: -1
    property int caretWas: 0
    property alias text: input.text
    property alias inputMethodHints: input.inputMethodHints
    property alias maximumLength: input.maximumLength
    property alias capitalization: input.font.capitalization
    readonly property bool isActive: input.activeFocus
    readonly property real boxTop: box.y
    readonly property int boxHeight: Math.max(isLarge ? Theme.key : Theme.target, Math.ceil(input.contentHeight) + Theme.spaceS * 2)

    signal edited(string text, int caret, int was)
    signal accepted

    onCaretChanged: field.placeCaret()
    implicitWidth: Theme.px(320)
    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.spaceS

        AppText {
            visible: field.label !== ""
            width: parent.width
            text: field.label
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }

        Rectangle {
            id: box

            width: parent.width
            height: field.boxHeight
            radius: Theme.radiusM
            color: Theme.surface
            border.width: input.activeFocus || field.error !== "" ? Theme.lineStrong : Theme.line
            border.color: field.error !== "" ? Theme.danger : input.activeFocus ? Theme.accent : Theme.edge

            IconGlyph {
                id: icon

                x: Theme.spaceM
                anchors.verticalCenter: parent.verticalCenter
                visible: field.glyph !== ""
                name: field.glyph
                color: Theme.textMuted
            }

            T.TextField {
                id: input

                anchors.fill: parent
                focus: true
                leftPadding: field.glyph !== "" ? icon.width + Theme.spaceM * 2 : Theme.spaceM
                rightPadding: wipe.visible ? wipe.width : Theme.spaceM
                verticalAlignment: TextInput.AlignVCenter
                font.pixelSize: field.isLarge ? Theme.fontTitle : Theme.fontLarge
                color: Theme.text
                selectionColor: Theme.accentSoft
                selectedTextColor: Theme.text
                selectByMouse: true
                Accessible.name: field.label || field.placeholder
                onTextChanged: field.tell()
                onCursorPositionChanged: field.caretWas = cursorPosition
                onAccepted: field.accepted()

                cursorDelegate: Rectangle {
                    width: Theme.lineStrong
                    color: Theme.accent
                    visible: input.cursorVisible
                }

                AppText {
                    x: input.leftPadding
                    width: parent.width - input.leftPadding - input.rightPadding
                    height: parent.height
                    visible: input.text === ""
                    text: field.placeholder
                    font.pixelSize: input.font.pixelSize
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.fontLeast
                    color: Theme.textFaint
                }
            }

            AppButton {
                id: wipe

                objectName: `${field.objectName}Clear`
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                visible: field.clearName !== "" && input.text !== ""
                implicitHeight: field.boxHeight
                kind: "quiet"
                glyph: "close"
                name: field.clearName
                onClicked: field.clear()
            }
        }

        AppText {
            width: parent.width
            visible: text !== ""
            text: field.error || field.note
            color: field.error ? Theme.danger : Theme.textMuted
            font.pixelSize: Theme.fontSmall
            wrapMode: Text.Wrap
        }
    }

    function tell(): void {
        field.edited(input.text, input.cursorPosition, field.caretWas);
        field.placeCaret();
    }

    function placeCaret(): void {
        if (field.caret >= 0)
            input.cursorPosition = Math.min(field.caret, input.length);
    }

    function insert(text: string): void {
        input.remove(input.selectionStart, input.selectionEnd);
        input.insert(input.cursorPosition, text);
    }

    function erase(): void {
        if (input.selectedText !== "")
            input.remove(input.selectionStart, input.selectionEnd);
        else
            input.remove(input.cursorPosition - 1, input.cursorPosition);
    }

    function clear(): void {
        input.clear();
        input.forceActiveFocus();
    }

    function activate(): void {
        input.forceActiveFocus();
    }
}
