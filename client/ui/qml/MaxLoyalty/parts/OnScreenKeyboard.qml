pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Letters and digits for a touch screen without a keyboard, Russian and English.
//
//   texts       Texts     the words
//   target      AppField  the field that is typed into; null: keys do nothing
//   layout      string    ru | en; starts with the language of the screen
//   hasLetters  bool      false: digits and signs only
//   doneText    string    the label of the last key
//   done()      signal    the last key was tapped
// Every key is `key_<character>`; besides key_shift, key_back, key_language, key_space, key_done.
Rectangle {
    id: keyboard

    required property Texts texts
    property AppField target: null
    property string layout: texts.language
    property string doneText: texts.hideKeyboard
    property bool isShifted: false

    readonly property var rows: ({
            "ru": ["1234567890-+", "йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю"],
            "en": ["1234567890-+", "qwertyuiop:/", "asdfghjkl@_", "zxcvbnm."]
        })
    readonly property var shown: rows[layout]

    signal done

    implicitHeight: column.implicitHeight + Theme.spaceM * 2
    color: Theme.background

    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.outline
    }

    ColumnLayout {
        id: column

        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.spaceM * 2, Theme.px(1180))
        spacing: Theme.spaceS

        Repeater {
            model: keyboard.shown

            RowLayout {
                id: line

                required property int index
                required property string modelData
                readonly property bool isLast: index === keyboard.shown.length - 1

                Layout.fillWidth: true
                spacing: Theme.spaceS

                KeyCap {
                    objectName: "key_shift"
                    visible: line.isLast
                    Layout.preferredWidth: Theme.px(96)
                    implicitHeight: Theme.target
                    isSoft: true
                    isOn: keyboard.isShifted
                    glyph: "shift"
                    name: keyboard.texts.keyShift
                    onClicked: keyboard.isShifted = !keyboard.isShifted
                }

                Repeater {
                    model: line.modelData.split("")

                    KeyCap {
                        id: letter

                        required property string modelData

                        objectName: `key_${letter.modelData}`
                        Layout.fillWidth: true
                        Layout.preferredWidth: Theme.target
                        implicitHeight: Theme.target
                        font.pixelSize: Theme.fontLarge
                        text: keyboard.isShifted ? modelData.toUpperCase() : modelData
                        onClicked: keyboard.type(text)
                    }
                }

                KeyCap {
                    objectName: "key_back"
                    visible: line.isLast
                    Layout.preferredWidth: Theme.px(96)
                    implicitHeight: Theme.target
                    isSoft: true
                    glyph: "backspace"
                    name: keyboard.texts.erase
                    onClicked: keyboard.target?.erase()
                    onPressAndHold: keyboard.target?.clear()
                }
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceS

            KeyCap {
                objectName: "key_language"
                Layout.preferredWidth: Theme.px(120)
                implicitHeight: Theme.target
                isSoft: true
                font.pixelSize: Theme.fontBody
                text: keyboard.layout.toUpperCase()
                name: keyboard.texts.keyLanguage
                onClicked: keyboard.layout = keyboard.layout === "ru" ? "en" : "ru"
            }

            KeyCap {
                objectName: "key_space"
                Layout.fillWidth: true
                implicitHeight: Theme.target
                name: keyboard.texts.keySpace
                onClicked: keyboard.type(" ")
            }

            AppButton {
                objectName: "key_done"
                Layout.preferredWidth: Theme.px(220)
                text: keyboard.doneText
                onClicked: keyboard.done()
            }
        }
    }

    function type(text: string): void {
        target?.insert(text);
        isShifted = false;
    }
}
