requests = [
    'GET /',
]


class Greeter:
    def __init__(self, greeting):
        self.greeting = greeting

    def answer(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [self.greeting]


app = Greeter(b"hi").answer
