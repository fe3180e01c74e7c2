import os
import sys
from paste.deploy import loadapp, loadserver

here, port = sys.argv[1:]
sys.path.insert(0, here)
ini = 'config:' + os.path.join(here, 'app.ini')
loadserver(ini, global_conf={'PORT': port})(loadapp(ini, global_conf={'PORT': port}))
