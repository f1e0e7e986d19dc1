import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// The window, and the till in it; before that is loaded, its porch.
//
//   app          AppViewModel    the till, once it is there; not called so here, since its type is not yet
//   porch        PorchViewModel  what stands in its place until then, if anything does
//   looks        var             what the Theme wears, by the names of its properties
//   isPorchLeft  bool            the till is drawn behind the porch, which may go
//   isTillBuilt  bool            whether all of the till is there, seen or not
T.ApplicationWindow {
    id: window

    property QtObject app
    property QtObject porch
    property var looks
    property bool isPorchLeft: false
    readonly property bool isTillBuilt: till.status === Loader.Ready

    minimumWidth: 1024
    minimumHeight: 600
    font: Application.font
    color: Theme.background
    onWidthChanged: Theme.fit(width, height)
    onHeightChanged: Theme.fit(width, height)
    onActiveFocusItemChanged: hearAgain()
    onLooksChanged: Theme.wear(looks)
    onAppChanged: moveIn()
    onIsPorchLeftChanged: leavePorch()
    Component.onCompleted: begin()

    Loader {
        id: till

        anchors.fill: parent
        focus: window.porch === null
        asynchronous: window.porch !== null // what is typed on the porch is answered meanwhile
    }

    Loader {
        id: place

        anchors.fill: parent
        focus: window.porch !== null
    }

    function begin(): void {
        Theme.fit(width, height);
        if (porch !== null)
            place.setSource("Porch.qml", {
                "vm": porch
            });
        moveIn();
    }

    function moveIn(): void {
        if (app !== null && till.status === Loader.Null)
            till.setSource("Till.qml", {
                "app": app
            });
    }

    // What closes gives the keyboard back to whoever had it: where he has gone meanwhile, to nobody.
    function hearAgain(): void {
        const isNobody = activeFocusItem === contentItem || activeFocusItem === contentItem.Window.contentItem;
        if (isNobody && place.status === Loader.Null)
            till.forceActiveFocus();
    }

    function leavePorch(): void {
        place.source = "";
        till.forceActiveFocus();
    }
}
