import QtQuick
import MaxLoyalty.ViewModels

// The screen of the moment. The next one is built beside it, a little at a time, and takes its place in
// one picture: nothing is ever blank. Until then the old one stays as it was; keys wait
// (client/ui/application/turnstile.py), and no tap is taken before what it would hit was seen.
//
//   app  AppViewModel  which screen is wanted, and who stands behind it
FocusScope {
    id: stage

    required property AppViewModel app
    readonly property string wanted: app.screenSource
    property string standing // what is shown; empty before the first, which is built at once
    property bool isDrawn: false // a picture of it was begun; one of before it may still be on its way to the glass
    property bool isSeen: false
    readonly property bool isChanging: wanted !== standing || !isSeen
    property Loader shown: one
    readonly property Loader coming: shown === one ? other : one

    onWantedChanged: build()
    Component.onCompleted: build()

    Loader {
        id: one

        anchors.fill: parent
        visible: stage.shown === one
        asynchronous: stage.standing !== ""
        onStatusChanged: stage.look(one)
    }

    Loader {
        id: other

        anchors.fill: parent
        visible: stage.shown === other
        asynchronous: true
        onStatusChanged: stage.look(other)
    }

    MouseArea {
        anchors.fill: parent
        visible: stage.isChanging
    }

    Connections {
        target: stage.Window.window
        enabled: !stage.isSeen

        function onAfterAnimating(): void {
            stage.isDrawn = stage.standing !== "";
        }

        function onFrameSwapped(): void {
            stage.isSeen = stage.isDrawn;
        }
    }

    function build(): void {
        if (wanted === standing)
            stay();
        else if (wanted !== "")
            coming.setSource(`../${wanted}`, {
                "vm": app.screenModel
            });
    }

    // Somebody came back before the other screen was ready.
    function stay(): void {
        coming.source = "";
        app.stand(standing);
    }

    function look(place: Loader): void {
        if (place === coming && (place.status === Loader.Ready || place.status === Loader.Error))
            present();
    }

    function present(): void {
        const left = shown;
        standing = wanted;
        shown = coming;
        isDrawn = isSeen = false;
        welcome();
        left.source = "";
        app.stand(standing);
    }

    // The keyboard is heard by the new screen, except where something lies over it.
    function welcome(): void {
        const heard = Window.activeFocusItem;
        if (isOfTheTill(heard))
            shown.forceActiveFocus();
        else
            shown.focus = true;
    }

    function isOfTheTill(item: Item): bool {
        for (let each = item; each; each = each.parent)
            if (each === stage.parent)
                return true;
        return item === null || item === Window.contentItem;
    }
}
