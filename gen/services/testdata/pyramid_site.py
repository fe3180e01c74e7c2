"""An application of Pyramid with sessions and static files."""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPFound
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory


def count(request):
    request.session["count"] = request.session.get("count", 0) + 1
    return Response(str(request.session["count"]), content_type="text/plain")


def show(request):
    return {"path": request.path, "method": request.method, "params": sorted(request.params.items())}


def forbidden(request):
    raise HTTPForbidden("not here")


def redirect(request):
    return HTTPFound(request.route_url("count"))


def stream(request):
    return Response(app_iter=(b"%d\n" % i for i in range(1000)), content_type="text/plain")


def raises(request):
    return {}["missing"]


def main(global_config, secret, static):
    with Configurator() as config:
        config.set_session_factory(SignedCookieSessionFactory(secret))
        config.add_static_view("static", static)
        for view in count, forbidden, redirect, stream, raises:
            name = "raise" if view is raises else view.__name__
            config.add_route(name, "/" + name)
            config.add_view(view, route_name=name)
        config.add_route("json", "/json")
        config.add_view(show, route_name="json", renderer="json")
        return config.make_wsgi_app()
