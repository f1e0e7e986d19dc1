import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// One line of a shift's report: a section's name, or what was done, how often, points and checks. Large
// letters put what was done in a line of its own.
//
//   isSection                      bool
//   label, count, points, checks   string
//   isHead                         bool  the names of the columns
Item {
    id: row

    required property bool isSection
    required property string label
    required property string count
    required property string points
    required property string checks
    property bool isHead: false
    readonly property color ink: isHead ? Theme.textMuted : Theme.text

    implicitHeight: Math.max(isSection ? Theme.px(56) : Theme.px(44), cells.implicitHeight + Theme.spaceS)
    Accessible.role: isSection ? Accessible.Heading : Accessible.Row
    Accessible.name: [label, count, points, checks].filter(text => text !== "").join(", ")

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line
        color: Theme.outline
        visible: row.isSection || row.isHead
    }

    GridLayout {
        id: cells

        anchors.fill: parent
        anchors.bottomMargin: Theme.spaceXs
        columns: Theme.isFolded ? 3 : 4
        columnSpacing: Theme.spaceM
        rowSpacing: 0

        AppText {
            Layout.fillWidth: true
            Layout.columnSpan: Theme.isFolded ? 3 : 1
            Layout.alignment: row.isSection ? Qt.AlignBottom : Qt.AlignVCenter
            text: row.label
            font.pixelSize: row.isHead ? Theme.fontSmall : Theme.fontBody
            font.weight: row.isSection ? Theme.weightStrong : Theme.weightNormal
            color: row.ink
        }

        ReportCell {
            Layout.preferredWidth: Theme.px(100)
            visible: !row.isSection
            isHead: row.isHead
            text: row.count
        }

        ReportCell {
            Layout.preferredWidth: Theme.px(136)
            visible: !row.isSection
            isHead: row.isHead
            text: row.points
            font.weight: row.isHead ? Theme.weightNormal : Theme.weightMedium
        }

        ReportCell {
            Layout.preferredWidth: Theme.px(200)
            visible: !row.isSection
            isHead: row.isHead
            text: row.checks
        }
    }
}
