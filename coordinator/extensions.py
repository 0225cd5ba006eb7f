"""The Flask extensions, made once and tied to an application by `create_app`."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from coordinator.catalogues import Catalogues

babel = Catalogues()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=False)
migrate = Migrate(directory="migrations", render_as_batch=True)
